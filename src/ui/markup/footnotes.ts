import { spoken } from "../language/spoken.js";
import { make } from "../presentation/nodes.js";
import type { Presentation } from "../presentation/presentation.js";
import { ENGLISH } from "./words.js";

/** The text of the button back to the reference: an arrow, as text and not as emoji. */
const BACK = "\u21a9\ufe0e";

/** For each footnote, the reference from which the reader came last. */
const cameFrom = new WeakMap<Element, HTMLElement>();

/**
 * Makes a button of each reference to a footnote, and adds a button back to each footnote. When a button is pressed,
 * its target is found by its label within the message, so that no ids are needed and the page's URL does not change.
 */
export function settleFootnotes(fragment: DocumentFragment, presentation: Presentation): void {
  const signs = [...fragment.querySelectorAll("sup")];
  if (signs.length === 0) return;
  const say = spoken(presentation, ENGLISH);
  for (const section of fragment.querySelectorAll("section")) {
    section.setAttribute("part", "footnotes");
    section.setAttribute("role", "doc-endnotes");
    section.setAttribute("aria-label", say("note.label"));
    section.firstElementChild?.setAttribute("role", "list");
    for (const note of section.querySelectorAll<HTMLElement>(":scope > ul > li"))
      settleNote(note, presentation);
  }
  for (const sign of signs) {
    const label = sign.textContent;
    const name = say("note.reference", { label });
    const attributes = { part: "footnote-reference", type: "button", "aria-label": name };
    const button = make("button", attributes, label);
    button.addEventListener("click", () => toNote(button));
    if (fragment.contains(sign)) sign.replaceChildren(button);
  }
}

/** Makes the reference at the beginning of a footnote its label, and adds the button back. */
function settleNote(note: HTMLElement, presentation: Presentation): void {
  const sign = note.firstElementChild as HTMLElement;
  const label = sign.textContent;
  note.dataset["note"] = label;
  note.tabIndex = -1;
  sign.replaceWith(make("span", { class: "note-label" }, label));
  const name = spoken(presentation, ENGLISH)("note.back", { label });
  const back = make("button", { part: "footnote-back", type: "button", "aria-label": name }, BACK);
  back.addEventListener("click", () => fromNote(note));
  const last = note.lastElementChild;
  (last?.localName === "p" ? last : note).append(" ", back);
}

function toNote(sign: HTMLElement): void {
  const label = labelOf(sign);
  const [note] = inMessage(sign, "li[data-note]", (one) => one.dataset["note"]?.toLowerCase() === label);
  if (!note) return;
  cameFrom.set(note, sign);
  lead(note);
}

/** Moves the focus to the reference from which the reader came, else to the first one of the footnote. */
function fromNote(note: HTMLElement): void {
  const label = note.dataset["note"]?.toLowerCase();
  const before = cameFrom.get(note);
  const [first] = inMessage(note, "sup > button", (sign) => labelOf(sign) === label);
  const sign = before?.isConnected ? before : first;
  if (sign) lead(sign);
}

function labelOf(sign: HTMLElement): string {
  return sign.textContent.toLowerCase();
}

function inMessage(
  within: Element,
  selector: string,
  isSought: (element: HTMLElement) => boolean,
): readonly HTMLElement[] {
  const message = within.closest("[part~=bubble]");
  return [...(message?.querySelectorAll<HTMLElement>(selector) ?? [])].filter(isSought);
}

function lead(to: HTMLElement): void {
  to.focus({ preventScroll: true });
  to.scrollIntoView({ block: "nearest" });
}
