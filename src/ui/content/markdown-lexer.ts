import { BlockReader } from "./markdown-blocks.js";
import { restoreUnused, takeDefinitions } from "./markdown-definitions.js";
import { readInline } from "./markdown-inline.js";
import { cellsOf } from "./markdown-table.js";
import type { Block, Inline, References } from "./markdown-tokens.js";

/** Markdown that has been read. */
export interface Markdown {
  readonly blocks: readonly Block[];
  /** The source, by lines. */
  readonly lines: readonly string[];
  /** The source of the definitions that blocks lean on. */
  readonly definitions: string;
}

/**
 * Reads GitHub's flavour of CommonMark: raw HTML is text, line breaks stay, and what is defined without being
 * asked for is text too.
 */
export function lexMarkdown(source: string): Markdown {
  const lines = source.split(/\r\n?|\n/);
  if (lines.at(-1) === "") lines.pop();
  const blocks = new BlockReader().read(lines);
  const references: References = new Map();
  const defining = [...paragraphsOf(blocks)].filter((paragraph) => {
    takeDefinitions(paragraph);
    return paragraph.definitions.length > 0;
  });
  for (const { definitions } of defining) {
    for (const { label, href } of definitions) {
      if (!references.has(label)) references.set(label, { href, isUsed: false });
    }
  }
  readWords(blocks, references);
  for (const paragraph of defining) restoreUnused(paragraph, references);
  for (const [label, { isUsed }] of references) if (!isUsed) references.delete(label);
  readWords(defining, references);
  const definitions = defining.flatMap((paragraph) => paragraph.definitions.map(({ raw }) => raw)).join("\n");
  return { blocks, lines, definitions };
}

function* paragraphsOf(blocks: readonly Block[]): Generator<Block, void, undefined> {
  for (const block of blocks) {
    if (block.type === "paragraph" || block.definitions.length > 0) yield block;
    else yield* paragraphsOf(block.children);
  }
}

function readWords(blocks: readonly Block[], references: References): void {
  const inline = (text: string) => readInline(text, references);
  for (const block of blocks) {
    if (block.type === "paragraph" || block.type === "heading") block.inline = inline(block.lines.join("\n"));
    else if (block.type === "table") block.rows = rowsOf(block, inline);
    else readWords(block.children, references);
  }
}

/** Short rows are filled up, long ones keep what they have. */
function rowsOf({ lines, align }: Block, inline: (text: string) => readonly Inline[]): Block["rows"] {
  return lines.map((line) => {
    const cells = cellsOf(line);
    const missing = Math.max(0, align.length - cells.length);
    return [...cells.map(inline), ...Array.from({ length: missing }, () => [])];
  });
}
