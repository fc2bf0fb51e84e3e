import { CROSS, drawIcon, type Shapes } from "../presentation/drawn-icon.js";
import { isComposing } from "../page/typing.js";
import { make, write } from "../presentation/nodes.js";
import type { FindSay } from "./words.js";

/** The callbacks of the bar's controls. */
export interface FindBarHandler {
  seek(text: string): void;
  step(by: 1 | -1): void;
  /** @param isEscape whether the Escape key was pressed. Then the transcript scrolls back to where the search began */
  leave(isEscape: boolean): void;
}

/** The state of a search, as the bar shows it. */
export interface FindStatus {
  /** The number of the current match, from 1; 0 for none. */
  readonly place: number;
  readonly count: number;
  readonly isDone: boolean;
  readonly isEmpty: boolean;
  /** How many messages were searched without a part of their text. */
  readonly missing: number;
}

/** The icons of the buttons for the previous and the next match. */
const UP: Shapes = [["path", { d: "m5 12.5 5-5 5 5" }]];
const DOWN: Shapes = [["path", { d: "m5 7.5 5 5 5-5" }]];

/** The find bar below the header: a field, the number of matches, and buttons for the previous and the next one. */
export class FindBar {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  #say: FindSay;
  readonly #handler: FindBarHandler;
  readonly #count = make("span", { part: "find-count", "aria-hidden": "true" });
  readonly #spoken = make("span", { class: "visually-hidden", "aria-live": "polite" });
  readonly #note = make("p", { class: "find-note", role: "status" });
  readonly #steps: readonly HTMLButtonElement[];

  constructor(say: FindSay, handler: FindBarHandler) {
    this.#say = say;
    this.#handler = handler;
    this.input = make("input", {
      part: "find-input",
      type: "text",
      dir: "auto",
      autocomplete: "off",
      spellcheck: "false",
      enterkeyhint: "search",
    });
    this.input.addEventListener("input", (event) => {
      // The page gets the events of the composer's field only.
      event.stopPropagation();
      handler.seek(this.input.value);
    });
    this.#steps = [
      button("find.previous", UP, () => handler.step(-1)),
      button("find.next", DOWN, () => handler.step(1)),
    ];
    const close = button("button.close", CROSS, () => handler.leave(false));
    const parts = [this.input, this.#count, this.#spoken, ...this.#steps, close, this.#note];
    this.element = make("div", { part: "find", role: "search" }, ...parts);
    this.name(say);
    this.element.addEventListener("keydown", (event) => this.#onKeyDown(event));
  }

  /** Names the bar and its controls, again when the language changes. */
  name(say: FindSay): void {
    this.#say = say;
    this.element.ariaLabel = this.input.ariaLabel = this.input.placeholder = say("find.label");
    for (const control of this.element.querySelectorAll("button"))
      control.ariaLabel = control.title = say(control.name as ButtonKey);
  }

  /** Shows the state of the search. It is announced to screen readers once the whole log has been searched. */
  show({ place, count, isDone, isEmpty, missing }: FindStatus): void {
    const key = !isDone ? "find.searching" : count === 0 ? "find.none" : "find.place";
    const words = isEmpty ? "" : this.#say(key, { place, count });
    write(this.#count, words);
    if (isDone) write(this.#spoken, words);
    write(this.#note, isDone && missing > 0 ? this.#say("find.not-loaded", { count: missing }) : "");
    for (const step of this.#steps) step.disabled = count === 0;
  }

  #onKeyDown(event: KeyboardEvent): void {
    const { key, shiftKey, ctrlKey, metaKey } = event;
    if (isComposing(event)) return;
    const isGoingOn =
      (key === "Enter" && event.target === this.input) ||
      (key.toLowerCase() === "g" && (ctrlKey || metaKey)) ||
      key === "F3";
    if (isGoingOn) this.#handler.step(shiftKey ? -1 : 1);
    else if (key === "Escape") this.#handler.leave(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

type ButtonKey = "find.previous" | "find.next" | "button.close";

/** A button whose `name` is the key of its label. */
function button(name: ButtonKey, icon: Shapes, act: () => void): HTMLButtonElement {
  const made = make("button", { part: "find-button", type: "button", name }, drawIcon(icon));
  made.addEventListener("click", act);
  return made;
}
