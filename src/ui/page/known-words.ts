import { warnOnce } from "./warn.js";

/** The words of a space-separated list that are in `known`, in the order of `known`. Warns about any other word. */
export function knownWords<Word extends string>(
  attribute: string,
  given: unknown,
  known: readonly Word[],
): readonly Word[] {
  const words: readonly string[] = String(given).split(/\s+/).filter(Boolean);
  for (const word of words) {
    if (!known.includes(word as Word))
      warnOnce(`${attribute}: "${word}" is not one of ${known.join(", ")}; it is ignored.`);
  }
  return known.filter((word) => words.includes(word));
}
