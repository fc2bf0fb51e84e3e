import { createLink, hostOf } from "../links/link.js";
import { type CardFields, cardKind, cardTitle, cardWords, ENGLISH } from "../presentation/card-words.js";
import { drawIcon, FILE, INFO, PREVIEW, PULL_REQUEST, type Shapes } from "../presentation/drawn-icon.js";
import { Collapsible, make } from "../presentation/nodes.js";
import { spoken } from "../language/spoken.js";
import type { Presentation } from "../presentation/presentation.js";

const ICONS: Readonly<Record<CardFields["card"], Shapes>> = {
  preview: PREVIEW,
  artifact: FILE,
  "pull-request": PULL_REQUEST,
  source: INFO,
};

/**
 * A card for something that the agent made or a service reported: its kind; its title, as a link if the policy allows;
 * the host of the link; its text; and its collapsed details. Drawing a card sends no request.
 */
export class Card {
  readonly element = make("div", { part: "card" });
  /** All elements except for the details. */
  #head: readonly Element[] = [];
  readonly #details = new Collapsible();
  #entry: CardFields | null = null;
  #presentation: Presentation | null = null;

  /** Draws an entry. Its link stays the same element while nothing changes, because a press on a replaced one is no click. */
  update(entry: CardFields, presentation: Presentation): void {
    if (entry === this.#entry && presentation === this.#presentation) return;
    this.#entry = entry;
    this.#presentation = presentation;
    const kind = cardKind(entry, presentation);
    const { href } = entry;
    const host = href === null ? "" : hostOf(href, presentation);
    const title = cardTitle(entry, presentation) || host || kind;
    const text = cardWords(entry, presentation);
    for (const element of this.#head) element.remove();
    this.#head = [
      drawIcon(ICONS[entry.card]),
      make("span", { class: "card-kind" }, kind),
      make("span", { class: "card-title" }, href === null ? title : createLink(title, href, presentation)),
      ...(host && host !== title ? [make("span", { class: "card-host" }, host)] : []),
      ...(text ? [make("span", { class: `card-text ${entry.verdict ?? ""}` }, text)] : []),
    ];
    this.element.prepend(...this.#head);
    this.#details.showIn(this.element, spoken(presentation, ENGLISH)("card.payload"), entry.payload);
  }
}
