import type { View } from "./view.js";

const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/**
 * A block reads in the direction of its own words, whatever the page's. By itself a browser goes by the first word,
 * which on a right-to-left page is often a Latin name in a sentence that is not.
 */
export function directionOf(words: string, { host }: View): string {
  const isMeant = RIGHT_TO_LEFT.test(words) && getComputedStyle(host).direction === "rtl";
  return isMeant ? "rtl" : "auto";
}
