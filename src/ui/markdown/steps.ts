/*
 * Reads a long text in steps, and a growing text as far as it is settled, so that no task of the page takes long.
 */
import type { Token, Tokens } from "marked";
import { lexMarkdown, type Reading } from "./lexer.js";
import { withoutOpenMath } from "./math.js";
import { blankFootnotes, type Footnotes, knownIn, takeFootnotes } from "./notes/footnotes.js";
import { type NotesToken, referencesIn } from "./notes/note-tokens.js";
import { withoutUnfinished } from "./unfinished.js";
import { stepEnd } from "../presentation/step-end.js";

/** A block of a text. Blocks with the same source look the same. */
export interface SourceBlock {
  readonly source: string;
  readonly block: Token;
}

/** One step of a long text: the blocks to show now, and the rest. */
export interface Step {
  readonly blocks: readonly SourceBlock[];
  /** The text of the steps to come; "" after the last one. */
  readonly rest: string;
  /** The footnotes of the text, which are shown below the steps that refer to them; null where it has none. */
  readonly footnotes: Footnotes | null;
}

/**
 * Reads one step of markdown, cut between two blocks if possible. Takes time in proportion to the step. The first step
 * takes longer, because the whole text is searched for footnotes then.
 *
 * @param known the `footnotes` of the step before; undefined for the first step.
 */
export function markdownStep(text: string, hasMath = false, known?: Footnotes | null): Step {
  // marked normalizes line ends, and the lengths of its blocks are compared with those of the text.
  const markdown = text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
  const { body, footnotes } =
    known === undefined ? takeFootnotes(markdown) : { body: markdown, footnotes: known };
  const end = stepEnd(body);
  const keys = footnotes && knownIn(body.slice(0, end), footnotes);
  const reading: Reading = { hasMath, isNote: keys && ((key) => keys.has(key)) };
  const { blocks, definitions } = lexMarkdown(body.slice(0, end), reading);
  // Which footnotes there are decides how a reference looks. In a growing text other labels are taken for references.
  const signs = [...(keys ?? []), "^"].join();
  const step = (shown: readonly Token[], rest: string): Step => {
    const sourceBlocks = shown.filter(isSeen).map((block): SourceBlock => {
      const source = definitions + block.raw.replace(/\n$/, "");
      return { source: block.raw.includes("[^") ? signs + source : source, block };
    });
    return footnotes
      ? withNotes(sourceBlocks, rest, footnotes, reading)
      : { blocks: sourceBlocks, rest, footnotes };
  };
  const last = blocks.at(-1);
  if (end === body.length || !last) return step(blocks, body.slice(end));

  const start = end - last.raw.length;
  const others = blocks.slice(0, -1);
  // The cut is inside the last block. That block goes to the next step, unless it is more than half of this one.
  if (others.length > 0 && start > end / 2) return step(others, body.slice(start));
  const cut = last.type === "list" ? withoutLastItem(last as Tokens.List) : null;
  if (cut) return step([...others, cut], body.slice(start + cut.raw.length));
  const reopening = reopeningOf(last);
  // A reopening as long as half a step is left out: with it the rest might never get shorter.
  return step(blocks, (reopening.length < end / 2 ? reopening : "") + body.slice(end));
}

/**
 * A step, and below it the footnotes that no earlier step refers to. The source of footnotes that no step has shown is
 * the rest of the last step.
 */
function withNotes(
  blocks: readonly SourceBlock[],
  rest: string,
  { definitions, listed }: Footnotes,
  reading: Reading,
): Step {
  const notes: { label: string; blocks: readonly Token[] }[] = [];
  const sources: string[] = [];
  const shown = new Set(listed);
  const asked = [referencesIn(blocks.map(({ block }) => block))];
  for (const references of asked) {
    for (const key of references) {
      const definition = definitions.get(key);
      if (!definition || shown.has(key)) continue;
      shown.add(key);
      const { label, source, words } = definition;
      const read = lexMarkdown(words, reading).blocks;
      notes.push({ label, blocks: read });
      sources.push(source);
      asked.push(referencesIn(read));
    }
  }
  const raw = sources.join("");
  const all = notes.length
    ? [...blocks, { source: raw, block: { type: "footnotes", raw, notes } satisfies NotesToken }]
    : blocks;
  if (rest) return { blocks: all, rest, footnotes: { definitions, listed: shown } };
  const left = [...definitions].filter(([key]) => !shown.has(key)).map(([, { source }]) => source);
  return { blocks: all, rest: left.join("\n"), footnotes: null };
}

/** A growing text, or its part behind the settled blocks. */
export interface Growth {
  readonly blocks: readonly SourceBlock[];
  /** How many of the first blocks stay as they are, whatever follows. */
  readonly settled: number;
  /** The length of the settled blocks in the text, in UTF-16 code units. */
  readonly settledChars: number;
}

/** The labels that are taken for references before their definitions have come. Other labels are text until then. */
const LIKELY_NOTE = /^\d{1,3}$/;

/** A link definition, which is not shown. Whether a link refers to it is known when the text is complete. */
const DEFINITION = /^ {0,3}\[[^\]\n]+\]:/;

/**
 * Reads a growing text, or its part behind the settled blocks, as far as its look is decided. All blocks but the last
 * are settled. Lines of `text` end in `\n`. Footnotes are shown when the text is complete.
 */
export function markdownGrowth(text: string, hasMath = false): Growth {
  const words = blankFootnotes(text);
  const decided = withoutUnfinished(hasMath ? withoutOpenMath(words) : words);
  const { blocks } = lexMarkdown(decided, { hasMath, isNote: (key) => LIKELY_NOTE.test(key) });
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

/** Whether a block shows something: blank lines and link definitions do not. */
function isSeen({ type }: Token): boolean {
  return type !== "space" && type !== "def";
}

/** A list without its last item, which may be incomplete; null when there is no other item. */
function withoutLastItem(list: Tokens.List): Tokens.List | null {
  const items = list.items.slice(0, -1);
  return items.length > 0 ? { ...list, items, raw: items.map(({ raw }) => raw).join("") } : null;
}

/** The text that the rest of a block needs in front to be read as the same block: a fence, or the head of a table. */
function reopeningOf({ type, raw }: Token): string {
  if (type === "table") return /^.*\n.*\n/.exec(raw)?.[0] ?? "";
  const opening = (type === "code" && /^ {0,3}(?:```|~~~)[^\n]*\n/.exec(raw)?.[0]) || "";
  const [fence = ""] = /^(?:`+|~+)/.exec(opening.trimStart()) ?? [];
  const lastLine = raw.trimEnd().split("\n").at(-1)?.trim() ?? "";
  const isClosed = lastLine.length >= fence.length && lastLine === fence.charAt(0).repeat(lastLine.length);
  return isClosed ? "" : opening;
}
