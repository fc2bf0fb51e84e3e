/*
 * The file that is loaded when a text has markdown: `markdown-loader.ts` says when.
 */
import { blockNodes } from "./nodes.js";
import type { SourceBlock } from "./steps.js";
import { sanitize } from "./sanitize.js";

export type { Footnotes } from "./notes/footnotes.js";
export { blockWords } from "./block-words.js";
export { markdownGrowth, markdownStep } from "./steps.js";

/** The nodes of blocks of markdown, which are made of tokens and then sanitized. */
export function markdownNodes(blocks: readonly SourceBlock[]): DocumentFragment {
  const fragment = blockNodes(blocks);
  sanitize(fragment);
  return fragment;
}
