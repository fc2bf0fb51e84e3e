import type { Token, Tokens } from "marked";
import { lexMarkdown } from "./lexer.js";
import { withoutOpenMath } from "./math.js";
import { withoutUnfinished } from "./unfinished.js";
import { stepEnd } from "../presentation/step-end.js";

/** A block of a text, and all of the source that decides how it looks. */
export interface SourceBlock {
  readonly source: string;
  readonly block: Token;
}

/** One step of a long text: what to show now, and the text of the steps to come ("" after the last). */
export interface Step {
  readonly blocks: readonly SourceBlock[];
  readonly rest: string;
}

/** Reads one step of markdown, cut between blocks where there is such a place. Costs the step, not the text. */
export function markdownStep(text: string, hasMath = false): Step {
  // The blocks are counted in characters of lines that end so.
  const markdown = text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
  const end = stepEnd(markdown);
  const { blocks, definitions } = lexMarkdown(markdown.slice(0, end), hasMath);
  const step = (shown: readonly Token[], rest: string): Step => ({
    blocks: shown
      .filter(isSeen)
      .map((block) => ({ source: definitions + block.raw.replace(/\n$/, ""), block })),
    rest,
  });
  const last = blocks.at(-1);
  if (end === markdown.length || !last) return step(blocks, markdown.slice(end));

  const start = end - last.raw.length;
  const others = blocks.slice(0, -1);
  // The cut goes through the last block. It waits for the next step, unless it is most of this one.
  if (others.length > 0 && start > end / 2) return step(others, markdown.slice(start));
  const cut = last.type === "list" ? withoutLastItem(last as Tokens.List) : null;
  if (cut) return step([...others, cut], markdown.slice(start + cut.raw.length));
  const reopening = reopeningOf(last);
  // One that fills the step by itself would bring the text no nearer to its end.
  return step(blocks, (reopening.length < end / 2 ? reopening : "") + markdown.slice(end));
}

/** The end of a text that still grows. */
export interface Growth {
  readonly blocks: readonly SourceBlock[];
  /** How many of these blocks stay as they are, whatever follows, and how many characters of the text they take. */
  readonly settled: number;
  readonly settledChars: number;
}

/** A definition. Which links lean on it is known when the text is complete. */
const DEFINITION = /^ {0,3}\[[^\]\n]+\]:/;

/**
 * Reads a text that still grows, or what follows its settled blocks, as far as it is decided how it looks. All but the
 * last block are settled. Lines end in `\n`.
 */
export function markdownGrowth(text: string, hasMath = false): Growth {
  const decided = withoutUnfinished(hasMath ? withoutOpenMath(text) : text);
  const { blocks } = lexMarkdown(decided, hasMath);
  const shown = blocks.filter((block) => isSeen(block) && !DEFINITION.test(block.raw));
  const last = shown.at(-1);
  let settledChars = 0;
  for (const block of blocks) {
    if (block === last) break;
    settledChars += block.raw.length;
  }
  return {
    blocks: shown.map((block) => ({ source: block.raw.replace(/\n$/, ""), block })),
    settled: Math.max(0, shown.length - 1),
    settledChars: last ? settledChars : 0,
  };
}

/** Blank lines and definitions show nothing. */
function isSeen({ type }: Token): boolean {
  return type !== "space" && type !== "def";
}

/** A list cut before its last item, which may be half an item; null when there is no other. */
function withoutLastItem(list: Tokens.List): Tokens.List | null {
  const items = list.items.slice(0, -1);
  return items.length > 0 ? { ...list, items, raw: items.map(({ raw }) => raw).join("") } : null;
}

/** What the rest of a block needs before it to be read as that block: an open fence, or the head of a table. */
function reopeningOf({ type, raw }: Token): string {
  if (type === "table") return /^.*\n.*\n/.exec(raw)?.[0] ?? "";
  const opening = (type === "code" && /^ {0,3}(?:```|~~~)[^\n]*\n/.exec(raw)?.[0]) || "";
  const [fence = ""] = /^(?:`+|~+)/.exec(opening.trimStart()) ?? [];
  const lastLine = raw.trimEnd().split("\n").at(-1)?.trim() ?? "";
  const isClosed = lastLine.length >= fence.length && lastLine === fence.charAt(0).repeat(lastLine.length);
  return isClosed ? "" : opening;
}
