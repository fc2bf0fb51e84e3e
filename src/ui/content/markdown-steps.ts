import type { Token, Tokens } from "marked";
import { lexMarkdown } from "./markdown-lexer.js";

/** How much of a long text is shown at once, in characters and in lines: what a page can take in one task. */
const STEP_CHARS = 16 * 1024;
const STEP_LINES = 400;

/** One step of a long text: what to show now, and the text of the steps to come ("" after the last). */
export interface Step {
  readonly blocks: readonly Token[];
  readonly rest: string;
}

/** Reads one step of GFM, cut between blocks where there is such a place. Costs the step, not the text. */
export function markdownStep(markdown: string): Step {
  const end = stepEnd(markdown);
  const blocks = lexMarkdown(markdown.slice(0, end));
  if (end === markdown.length) return { blocks, rest: "" };

  const last = blocks.at(-1);
  const start = end - (last?.raw.length ?? 0);
  // The cut goes through the last block. It waits for the next step, unless it is most of this one.
  if (last && blocks.length > 1 && start > end / 2) {
    return { blocks: blocks.slice(0, -1), rest: markdown.slice(start) };
  }
  const cut = last?.type === "list" ? withoutLastItem(last as Tokens.List) : null;
  if (cut) return { blocks: [...blocks.slice(0, -1), cut], rest: markdown.slice(start + cut.raw.length) };
  return { blocks, rest: reopening(last) + markdown.slice(end) };
}

/** A list cut before its last item, which may be half an item; null when there is no other. */
function withoutLastItem(list: Tokens.List): Tokens.List | null {
  const items = list.items.slice(0, -1);
  return items.length > 0 ? { ...list, items, raw: items.map(({ raw }) => raw).join("") } : null;
}

/** Cuts one step of plain text, after a line where it can: one block, whose `raw` is the text. */
export function plainStep(text: string): Step {
  const end = stepEnd(text);
  const raw = text.slice(0, end);
  return { blocks: [{ type: "plain", raw }], rest: text.slice(end) };
}

/** What the rest of a block needs before it to be read as that block. */
function reopening(block: Token | undefined): string {
  if (block?.type === "code") return /^ {0,3}(?:```|~~~)[^\n]*\n/.exec(block.raw)?.[0] ?? "";
  if (block?.type === "table") return /^.*\n.*\n/.exec(block.raw)?.[0] ?? "";
  return "";
}

/** Where a step ends: after its last whole line, or inside a line that fills it, but not inside a character. */
function stepEnd(text: string): number {
  let end = 0;
  for (let line = 0; line < STEP_LINES; line += 1) {
    const next = text.indexOf("\n", end) + 1 || text.length;
    if (next > STEP_CHARS) break;
    end = next;
    if (end === text.length) return end;
  }
  if (end > 0) return end;
  const cut = Math.min(STEP_CHARS, text.length);
  return /[\ud800-\udbff]/.test(text.charAt(cut - 1)) ? cut - 1 : cut;
}
