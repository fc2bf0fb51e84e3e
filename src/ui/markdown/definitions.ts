import type { MarkedToken, Token, Tokens } from "marked";

/** Turns a link definition, `[label]: address`, back into text where no link refers to it. It was meant as text. */
export class Definitions {
  readonly #isUsed: (definition: Tokens.Def) => boolean;
  readonly #inline: (text: string) => Token[];
  /** The source of the definitions that a link refers to. */
  readonly used: string[] = [];

  /** @param isUsed whether a link refers to a definition. @param inline reads the inline markup of a text. */
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

  /** Whether a block is text: an unused definition, or a paragraph right below one, as `goesOn` says. */
  #isText(block: MarkedToken, goesOn: boolean): boolean {
    if (block.type === "def") return !this.#isUsed(block);
    return goesOn && (block.type === "paragraph" || block.type === "text");
  }

  /** Takes note of a definition in use, and restores the definitions inside a quote or a list. */
  #enter(block: MarkedToken): void {
    if (block.type === "def") this.used.push(block.raw);
    else if (block.type === "blockquote") this.restore(block.tokens);
    else if (block.type === "list") {
      for (const item of block.items) this.restore(item.tokens, block.loose ? "paragraph" : "text");
    }
  }
}
