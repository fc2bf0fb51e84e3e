import { lexMarkdown } from "./markdown-lexer.js";
import { type Block, createBlock } from "./markdown-tokens.js";

/** How much of a long text is shown at once, in characters and in lines: what a page can take in one task. */
const STEP_CHARS = 16 * 1024;
const STEP_LINES = 400;

/** A block of a text, and all of the source that decides how it looks. */
export interface SourceBlock {
  readonly source: string;
  readonly block: Block;
}

/** One step of a long text: what to show now, and the text of the steps to come ("" after the last). */
export interface Step {
  readonly blocks: readonly SourceBlock[];
  readonly rest: string;
}

/** Reads one step of markdown, cut between blocks where there is such a place. Costs the step, not the text. */
export function markdownStep(markdown: string): Step {
  const end = stepEnd(markdown);
  const { blocks, lines, definitions } = lexMarkdown(markdown.slice(0, end));
  const sourceOf = ({ firstLine, lastLine }: Block) =>
    `${definitions}\n${lines.slice(firstLine, lastLine + 1).join("\n")}`;
  const step = (shown: readonly Block[], rest: string): Step => ({
    blocks: shown.filter(isSeen).map((block) => ({ source: sourceOf(block), block })),
    rest,
  });
  const last = blocks.at(-1);
  if (end === markdown.length || !last) return step(blocks, markdown.slice(end));

  const start = lineStart(markdown, last.firstLine);
  const others = blocks.slice(0, -1);
  // The cut goes through the last block. It waits for the next step, unless it is most of this one.
  if (others.length > 0 && start > end / 2) return step(others, markdown.slice(start));
  const [item, ...items] = last.type === "list" ? last.children.toReversed() : [];
  if (item && items.length > 0) {
    const cut = { ...last, lastLine: item.firstLine - 1, children: items.reverse() };
    return step([...others, cut], markdown.slice(lineStart(markdown, item.firstLine)));
  }
  const reopening = lines.slice(last.firstLine, last.firstLine + linesToReopen(last)).join("\n");
  // One that fills the step by itself would bring the text no nearer to its end.
  const isShort = reopening !== "" && reopening.length < end / 2;
  return step(blocks, (isShort ? `${reopening}\n` : "") + markdown.slice(end));
}

/** Definitions alone show nothing. */
function isSeen({ type, inline }: Block): boolean {
  return type !== "paragraph" || inline.length > 0;
}

function lineStart(text: string, line: number): number {
  let start = 0;
  for (let i = 0; i < line; i += 1) start = text.indexOf("\n", start) + 1;
  return start;
}

/** Cuts one step of plain text, after a line where it can: one block, whose source is the text. */
export function plainStep(text: string): Step {
  const end = stepEnd(text);
  return {
    blocks: [{ source: text.slice(0, end), block: createBlock("paragraph", 0) }],
    rest: text.slice(end),
  };
}

/** How many lines the rest of a block needs before it to be read as that block: a fence, or the head of a table. */
function linesToReopen({ type, fence, firstLine, lastLine, lines }: Block): number {
  if (type === "table") return 2;
  const isUnclosed = fence !== "" && lastLine - firstLine === lines.length;
  return isUnclosed ? 1 : 0;
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
