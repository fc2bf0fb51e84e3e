import type { Presentation } from "./presentation.js";

const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/**
 * The `dir` of a block: the direction of its own words. `auto` goes by the first word. On a right-to-left page that is
 * often a Latin name in a right-to-left sentence, so there any right-to-left letter decides.
 */
export function directionOf(words: string, { host }: Presentation): string {
  const isMeant = RIGHT_TO_LEFT.test(words) && getComputedStyle(host).direction === "rtl";
  return isMeant ? "rtl" : "auto";
}
