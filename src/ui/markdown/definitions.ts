import type { MarkedToken, Token, Tokens } from "marked";

/** Turns link definitions (`[label]: address`) that no link refers to back into text: they were meant as text. */
export class Definitions {
  readonly #isUsed: (definition: Tokens.Def) => boolean;
  readonly #inline: (text: string) => Token[];
  /** The source of the definitions that a link refers to. */
  readonly used: string[] = [];

  constructor(isUsed: (definition: Tokens.Def) => boolean, inline: (text: string) => Token[]) {
    this.#isUsed = isUsed;
    this.#inline = inline;
  }

  /**
   * Replaces unused definitions in `blocks`. In the items of a tight list, text is of the type `text`, not `paragraph`.
   */
  restore(blocks: Token[], type: "paragraph" | "text" = "paragraph"): void {
    const restored = new Set<Tokens.Paragraph | Tokens.Text>();
    const kept: Token[] = [];
    for (const block of blocks as MarkedToken[]) {
      const last = kept.at(-1) as Tokens.Paragraph | undefined;
      const goesOn = last !== undefined && restored.has(last);
      if (this.#isText(block, goesOn)) {
        if (goesOn) last.raw += block.raw;
        else {
          const text = { type, raw: block.raw, text: "", tokens: [] } as Tokens.Paragraph | Tokens.Text;
          restored.add(text);
          kept.push(text);
        }
      } else {
        this.#enter(block);
        kept.push(block);
      }
    }
    for (const block of restored) {
      block.text = block.raw.trim();
      block.tokens = this.#inline(block.text);
    }
    blocks.splice(0, blocks.length, ...kept);
  }

  /** Whether a block is text: an unused definition, or a paragraph right below one (`goesOn`). */
  #isText(block: MarkedToken, goesOn: boolean): boolean {
    if (block.type === "def") return !this.#isUsed(block);
    return goesOn && (block.type === "paragraph" || block.type === "text");
  }

  #enter(block: MarkedToken): void {
    if (block.type === "def") this.used.push(block.raw);
    else if (block.type === "blockquote") this.restore(block.tokens);
    else if (block.type === "list") {
      for (const item of block.items) this.restore(item.tokens, block.loose ? "paragraph" : "text");
    }
  }
}
