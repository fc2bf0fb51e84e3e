import { unescaped } from "./character-references.js";
import { takeDefinitions } from "./markdown-definitions.js";
import { Line } from "./markdown-line.js";
import { type Block, createBlock } from "./markdown-tokens.js";
import { alignOf, cellsOf, isDelimiterRow } from "./markdown-table.js";

/** How many blocks may be open within each other: more than people quote or list, and less than overflows a stack. */
const MAX_DEPTH = 100;

/** More columns than can be read; rows are filled up to them, so that they multiply. */
const MAX_COLUMNS = 100;

const RULE = /^(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$/;
const HEADING = /^(#{1,6})(?:[ \t](.*))?$/;
const UNDERLINE = /^(?:=+|-+)[ \t]*$/;
const FENCE = /^(`{3,})([^`]*)$|^(~{3,})(.*)$/;
const MARKER = /^(?:([*+-])|(\d{1,9})([.)]))(?=[ \t]|$)/;

/**
 * Reads blocks line by line, as the CommonMark specification describes: the blocks that are open go on where
 * the line has their marks, then new ones begin, and what is left is text of the innermost. Raw HTML is no block.
 */
export class BlockReader {
  readonly #root = createBlock("document", 0);
  /** From the document to the innermost block that can still go on. */
  #open: Block[] = [this.#root];
  #number = -1;

  /** The blocks of a text, in which lines end with `\n`. */
  read(lines: readonly string[]): readonly Block[] {
    for (const text of lines) this.#add(new Line(text));
    this.#closeFrom(1);
    return this.#root.children;
  }

  #add(line: Line): void {
    this.#number += 1;
    const matched = this.#match(line);
    const block = this.#open[matched - 1] ?? this.#root;
    const isFenced = block.fence !== "";
    if (isFenced && closesFence(block, line)) {
      this.#extend(false);
      return this.#closeFrom(this.#open.length - 1);
    }
    const depth = block.type === "code" ? matched : this.#beginContainers(line, matched);
    if (block.type === "code" || !this.#beginLeaf(line, depth)) this.#continue(line, matched, depth);
    this.#extend(line.isBlank && !isFenced);
  }

  /** Adds a line, of which `depth` blocks are known, to the innermost that is open. */
  #continue(line: Line, matched: number, depth: number): void {
    const tip = this.#open.at(-1);
    const isLazy = depth === matched && matched < this.#open.length && tip?.type === "paragraph";
    if (isLazy && !line.isBlank) tip.lines.push(line.content);
    else {
      // Where a new block began, those that did not go on are closed already.
      if (depth === matched) this.#closeFrom(matched);
      this.#addText(line);
    }
  }

  /** How many of the open blocks, from the outermost, go on in this line. */
  #match(line: Line): number {
    const stop = this.#open.findIndex((block) => !goesOn(block, line));
    return stop < 0 ? this.#open.length : stop;
  }

  /** Begins the containers whose marks come next, inside the first `depth` blocks. Returns how deep it is then. */
  #beginContainers(line: Line, depth: number): number {
    let within = depth;
    while (this.#beginContainer(line, this.#open[within - 1] ?? this.#root, within))
      within = this.#open.length;
    return within;
  }

  #beginContainer(line: Line, parent: Block, depth: number): boolean {
    if (line.indent > 3 || depth > MAX_DEPTH) return false;
    if (line.content.startsWith(">")) {
      line.skipContent(1);
      line.skipSpace(1);
      this.#push(createBlock("quote", this.#number), depth);
      return true;
    }
    return !RULE.test(line.content) && !isUnderlined(line, parent) && this.#beginItem(line, parent, depth);
  }

  #beginItem(line: Line, parent: Block, depth: number): boolean {
    const [marker, bullet, digits, dot] = MARKER.exec(line.content) ?? [];
    if (marker === undefined) return false;
    const isBare = line.content.slice(marker.length).trim() === "";
    // A paragraph is interrupted only by what is surely meant as a list.
    if (parent.type === "paragraph" && (isBare || (digits !== undefined && Number(digits) !== 1)))
      return false;
    const before = line.indent;
    line.skipContent(marker.length);
    const after = isBare || line.indent > 4 ? 1 : line.indent;
    line.skipSpace(after);
    const sign = bullet ?? dot ?? "";
    let within = depth;
    if (parent.type !== "list" || parent.sign !== sign) {
      this.#push(createBlock("list", this.#number, { sign, start: Number(digits ?? 0) }), depth);
      within = this.#open.length;
    }
    this.#push(createBlock("item", this.#number, { sign, indent: before + marker.length + after }), within);
    return true;
  }

  /** Begins a block that this line is the mark of. Returns whether nothing more is to be done with the line. */
  #beginLeaf(line: Line, depth: number): boolean {
    const parent = this.#open[depth - 1] ?? this.#root;
    const { content } = line;
    if (line.indent > 3) {
      const isCode = content !== "" && this.#open.at(-1)?.type !== "paragraph";
      if (isCode) line.skipSpace(4);
      if (isCode) this.#push(createBlock("code", this.#number, { lines: [line.rest] }), depth);
      return isCode;
    }
    const heading = HEADING.exec(content);
    const [, ticks, ticked = "", tildes = "", tilded = ""] = FENCE.exec(content) ?? [];
    const fence = ticks ?? tildes;
    if (heading) {
      const words = (heading[2] ?? "").trim().replace(/(^|[ \t])#+$/, "");
      const lines = [words.trim()];
      this.#push(createBlock("heading", this.#number, { depth: heading[1]?.length ?? 1, lines }), depth);
    } else if (fence) {
      const info = unescaped((ticks ? ticked : tilded).trim());
      this.#push(createBlock("code", this.#number, { fence, info, indent: line.indent }), depth);
    } else if (parent.type === "paragraph" && this.#becomesTable(content, parent, depth)) {
      return true;
    } else if (isUnderlined(line, parent) && takeDefinitions(parent)) {
      parent.type = "heading";
      parent.depth = content.startsWith("=") ? 1 : 2;
    } else if (RULE.test(content)) this.#push(createBlock("rule", this.#number), depth);
    else return false;
    return true;
  }

  /** A row of dashes makes the last line of a paragraph the header of a table. */
  #becomesTable(content: string, paragraph: Block, depth: number): boolean {
    const header = paragraph.lines.at(-1) ?? "";
    const align = isDelimiterRow(content) ? cellsOf(content).map(alignOf) : [];
    if (align.length === 0 || align.length > MAX_COLUMNS) return false;
    if (cellsOf(header).length !== align.length) return false;
    paragraph.lines.pop();
    const parent = this.#open[depth - 2];
    if (paragraph.lines.length === 0) parent?.children.pop();
    else paragraph.lastLine = this.#number - 2;
    const table = createBlock("table", this.#number - 1, { align, lines: [header] });
    this.#open.length = depth - 1;
    this.#push(table, depth - 1);
    return true;
  }

  #addText(line: Line): void {
    const block = this.#open.at(-1) ?? this.#root;
    switch (block.type) {
      case "code":
        line.skipSpace(block.fence ? block.indent : 4);
        block.lines.push(line.rest);
        return;
      case "paragraph":
      case "table":
        block.lines.push(line.content);
        return;
      default:
        if (line.isBlank) return;
        this.#push(createBlock("paragraph", this.#number, { lines: [line.content] }), this.#open.length);
    }
  }

  /** Puts a block into the innermost of the first `depth` blocks that may hold it, and closes what was there. */
  #push(block: Block, depth: number): void {
    let within = depth;
    while (within > 1 && !mayHold(this.#open[within - 1], block)) within -= 1;
    this.#closeFrom(within);
    this.#open.at(-1)?.children.push(block);
    this.#open.push(block);
  }

  #closeFrom(depth: number): void {
    for (const block of this.#open.splice(depth)) {
      if (block.type === "list") block.isLoose = isLoose(block);
      else if (block.type === "code") closeCode(block);
    }
  }

  /** Notes that the open blocks have something to show in this line; of a blank one, those with a mark in it. */
  #extend(isBlank: boolean): void {
    const isNew = this.#open.at(-1)?.firstLine === this.#number;
    const marked = this.#open.findLastIndex(({ type }) => type === "quote") + 1;
    const shown = isBlank && !isNew ? this.#open.slice(0, marked) : this.#open;
    for (const block of shown) block.lastLine = this.#number;
  }
}

/** Whether a block that is open goes on in this line, whose marks of the block are then taken. */
function goesOn(block: Block, line: Line): boolean {
  switch (block.type) {
    case "quote":
      if (line.indent > 3 || !line.content.startsWith(">")) return false;
      line.skipContent(1);
      line.skipSpace(1);
      return true;
    case "item":
      if (line.isBlank ? block.children.length === 0 : line.indent < block.indent) return false;
      line.skipSpace(line.isBlank ? Infinity : block.indent);
      return true;
    case "code":
      return block.fence !== "" || line.isBlank || line.indent > 3;
    case "paragraph":
    case "table":
      return !line.isBlank;
    case "heading":
    case "rule":
      return false;
    default:
      return true;
  }
}

function closesFence({ fence }: Block, line: Line): boolean {
  return fence !== "" && line.indent < 4 && isFence(line.content.trimEnd(), fence);
}

function isFence(text: string, fence: string): boolean {
  return text.length >= fence.length && text === fence.charAt(0).repeat(text.length);
}

function isUnderlined(line: Line, parent: Block): boolean {
  return parent.type === "paragraph" && line.indent < 4 && UNDERLINE.test(line.content);
}

function mayHold(parent: Block | undefined, { type }: Block): boolean {
  if (parent?.type === "list") return type === "item";
  return (
    parent?.type === "document" || parent?.type === "quote" || (parent?.type === "item" && type !== "item")
  );
}

/** A list whose parts have blank lines between them is one of paragraphs. */
function isLoose({ children }: Block): boolean {
  return hasGap(children) || children.some((item) => hasGap(item.children));
}

function hasGap(blocks: readonly Block[]): boolean {
  return blocks.some(({ firstLine }, i) => firstLine > (blocks[i - 1]?.lastLine ?? firstLine) + 1);
}

function closeCode(block: Block): void {
  if (block.fence) return;
  while (block.lines.at(-1)?.trim() === "") block.lines.pop();
}
