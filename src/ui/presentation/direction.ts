import type { Presentation } from "./presentation.js";

const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** The share of right-to-left words from which a sentence is one of such a language. */
const MIN_SHARE = 0.4;

/**
 * The value of `dir` for a block of text. Usually `auto`, where the first strong character decides. On a right-to-left
 * page a right-to-left sentence often begins with a Latin name, so there its words decide: a single letter or name in
 * an English sentence does not turn it.
 */
export function directionOf(text: string, { host }: Presentation): string {
  if (!RIGHT_TO_LEFT.test(text) || getComputedStyle(host).direction !== "rtl") return "auto";
  const words = text.split(/\s+/).filter((word) => /\p{L}/u.test(word));
  const turned = words.filter((word) => RIGHT_TO_LEFT.test(word));
  return turned.length >= words.length * MIN_SHARE ? "rtl" : "auto";
}
