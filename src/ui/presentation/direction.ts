import type { Presentation } from "./presentation.js";

const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/**
 * The value of `dir` for a block of text. Usually `auto`, where the first strong character decides. On a right-to-left
 * page a right-to-left sentence often begins with a Latin name, so there any right-to-left letter makes it `rtl`.
 */
export function directionOf(words: string, { host }: Presentation): string {
  const isMeant = RIGHT_TO_LEFT.test(words) && getComputedStyle(host).direction === "rtl";
  return isMeant ? "rtl" : "auto";
}
