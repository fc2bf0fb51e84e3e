import type { Direction } from "./language-tag.js";
import type { Strings } from "./strings.js";

/** Unicode's isolate characters: those that begin a text with its own direction, and the one that ends it. */
const ISOLATES = { ltr: "\u2066", rtl: "\u2067", end: "\u2069" };

/**
 * The table with each text between isolate characters of `direction`. Unlike a `dir` attribute, they also work in
 * accessible names and in placeholders.
 */
export function isolated<Table extends Partial<Strings>>(strings: Table, direction: Direction): Table {
  const isolate = (text: unknown): unknown =>
    typeof text === "string" ? ISOLATES[direction] + text + ISOLATES.end : inside(text as object);
  const inside = (texts: object) =>
    Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, isolate(text)]));
  return Object.freeze({
    ...inside(strings),
    ...(strings.lang && { lang: strings.lang }),
  }) as unknown as Table;
}
