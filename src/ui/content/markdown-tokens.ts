/** Words of a message and the markup that applies to them. */
export type Inline =
  | { readonly type: "text" | "code"; readonly text: string }
  | { readonly type: "break" }
  | { readonly type: "em" | "strong" | "del"; readonly children: readonly Inline[] }
  | { readonly type: "link" | "image"; readonly href: string; readonly children: readonly Inline[] };

/** Where a label leads, and whether any text asked for it. */
export interface Reference {
  readonly href: string;
  isUsed: boolean;
}

/** References by their normalized label. */
export type References = Map<string, Reference>;

/** A definition as it is written at the start of a paragraph. */
export interface Definition {
  readonly label: string;
  readonly href: string;
  readonly raw: string;
}

export type BlockType =
  "document" | "quote" | "list" | "item" | "paragraph" | "heading" | "code" | "table" | "rule";

/** A block of a message, and while it is read, what decides whether the next line belongs to it. */
export interface Block {
  type: BlockType;
  /** Its first line, and the last one that shows anything. */
  readonly firstLine: number;
  lastLine: number;
  readonly children: Block[];
  /** The source of a leaf, without the marks of the blocks around it. */
  lines: string[];
  /** The words of a paragraph or heading. */
  inline: readonly Inline[];
  /** Of a paragraph: the definitions that it began with. */
  definitions: readonly Definition[];
  /** Of a heading: 1 to 6. */
  depth: number;
  /** Of a list and its items: the sign, `-`, `+`, `*`, `.` or `)`. */
  sign: string;
  /** Of a list: its first number. */
  start: number;
  /** Of a list: whether its items are paragraphs. */
  isLoose: boolean;
  /** Of an item: the column where its content begins. Of fenced code: the column of its fence. */
  indent: number;
  /** Of fenced code: its fence, else "". */
  fence: string;
  /** Of fenced code: what follows its fence. */
  info: string;
  /** Of a table: how its columns are aligned. */
  align: readonly string[];
  /** Of a table: its cells, the header first. */
  rows: readonly (readonly (readonly Inline[])[])[];
}

export function createBlock(type: BlockType, line: number, more: Partial<Block> = {}): Block {
  return {
    type,
    firstLine: line,
    lastLine: line,
    children: [],
    lines: [],
    inline: [],
    definitions: [],
    depth: 0,
    sign: "",
    start: 0,
    isLoose: false,
    indent: 0,
    fence: "",
    info: "",
    align: [],
    rows: [],
    ...more,
  };
}
