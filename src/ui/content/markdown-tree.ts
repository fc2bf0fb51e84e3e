import type { Inline } from "./markdown-tokens.js";

/** Markup within markup, beyond which its signs are shown. */
const MAX_DEPTH = 50;

/** Where markup begins or ends, with the signs that say so. */
export interface Mark {
  readonly type: "em" | "strong" | "del" | "link" | "image";
  readonly href?: string;
  readonly opening: string;
  readonly closing: string;
}

/** A part of a text in its order: what ends here, then the words or the leaf, then what begins, from the outside in. */
export interface Piece {
  text: string;
  readonly leaf: Inline | undefined;
  readonly closes: Mark[];
  readonly opens: Mark[];
}

export function createPiece(text: string, leaf?: Inline, closes: Mark[] = []): Piece {
  return { text, leaf, closes, opens: [] };
}

/** Words and markup as a tree. Adjacent words become one; inside a link there is no other. */
export function toTree(pieces: readonly Piece[]): readonly Inline[] {
  const root: Inline[] = [];
  const lists = [root];
  const open: Mark[] = [];
  let words = "";
  const flush = () => {
    if (words) lists.at(-1)?.push({ type: "text", text: words });
    words = "";
  };
  for (const { text, leaf, closes, opens } of pieces) {
    for (const mark of closes) {
      const opened = open.pop();
      if (open.length >= MAX_DEPTH) words += mark.closing;
      else {
        flush();
        const children = lists.pop() ?? [];
        if (opened) lists.at(-1)?.push(element(opened, children));
      }
    }
    words += text;
    if (leaf?.type === "link" && open.some(({ type }) => type === "link")) words += wordsOf([leaf]);
    else if (leaf) {
      flush();
      lists.at(-1)?.push(leaf);
    }
    for (const mark of opens) {
      if (open.push(mark) > MAX_DEPTH) words += mark.opening;
      else {
        flush();
        lists.push([]);
      }
    }
  }
  flush();
  return root;
}

function element({ type, href = "" }: Mark, children: readonly Inline[]): Inline {
  return type === "link" || type === "image" ? { type, href, children } : { type, children };
}

/** The words alone, as an image has them for its alternative text. */
export function wordsOf(inline: readonly Inline[]): string {
  return inline
    .map((part) => {
      if (part.type === "break") return " ";
      return "text" in part ? part.text : wordsOf(part.children);
    })
    .join("");
}
