/*
 * Text for the screen, made of values of which nothing is certain. Lengths are in UTF-16 code units.
 */
import { toJson } from "./json.js";

/** A name, a title or a label is cut to this many characters. */
const LABEL_CHARS = 200;
/** The JSON of a value is cut to this many characters. The service spills longer bodies: the log does not have them. */
const PRINTED_CHARS = 32_768;
/** How deep a value is printed. `JSON.stringify` overflows the stack at about 5 000. */
const PRINTED_DEPTH = 20;

/** `value` if it is a string, else "". No method of an object is called. */
export function str(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The text, cut to `most` characters and an ellipsis. No surrogate pair is cut in two. */
export function clip(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most).replace(/[\ud800-\udbff]$/, "")}…`;
}

/** A name, a title or a label: a string cut to {@link LABEL_CHARS}, "" for any other value. */
export function label(value: unknown): string {
  return clip(str(value), LABEL_CHARS);
}

/** A string as it is, null and undefined as "", any other value as JSON. Cut where it is too long or too deep. */
export function printed(value: unknown): string {
  if (value == null) return "";
  const text =
    typeof value === "string" ? value : toJson(pruned(value, PRINTED_DEPTH, { left: PRINTED_CHARS }), 2);
  return clip(text, PRINTED_CHARS);
}

/** A copy with at most `depth` levels and about as many characters as `budget` has left. What is too deep is "…". */
function pruned(value: unknown, depth: number, budget: { left: number }): unknown {
  if (typeof value === "string") {
    budget.left -= value.length;
    return clip(value, PRINTED_CHARS);
  }
  if (typeof value !== "object" || value === null) return value;
  if (depth === 0) return "…";
  const kept: [string, unknown][] = [];
  for (const [key, item] of Object.entries(value)) {
    if (budget.left <= 0) break;
    budget.left -= key.length + 2;
    kept.push([key, pruned(item, depth - 1, budget)]);
  }
  return Array.isArray(value) ? kept.map(([, item]) => item) : Object.fromEntries(kept);
}
