import { readFileSync } from "node:fs";

/** A fenced block of a Markdown file. */
export interface Block {
  /** By which a test names it: the heading it stands under, its language, and its place among those alike. */
  readonly name: string;
  readonly code: string;
}

/** All fenced blocks of a file, in order. */
export function blocksOf(file: string): Block[] {
  const blocks: Block[] = [];
  let heading = "";
  const markdown = readFileSync(file, "utf8");
  for (const [, title, language, code = ""] of markdown.matchAll(/^#+ ([^\n]*)$|^```(\w*)\n(.*?)^```$/gms)) {
    if (title !== undefined) {
      heading = title.replaceAll("`", "");
      continue;
    }
    const kind = `${heading}: ${language || "text"}`;
    const place = blocks.filter(({ name }) => name.startsWith(kind)).length + 1;
    blocks.push({ name: `${kind} ${place}`, code });
  }
  return blocks;
}
