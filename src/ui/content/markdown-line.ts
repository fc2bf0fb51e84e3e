/** One line of markdown, read from left to right. A tab reaches to the next fourth column and can be taken in part. */
export class Line {
  readonly text: string;
  #offset = 0;
  #column = 0;
  /** Columns of a tab, in part taken, that are still to come. */
  #left = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Columns of white space before the next character. */
  get indent(): number {
    let columns = this.#left;
    for (let i = this.#offset; ; i += 1) {
      const character = this.text[i];
      if (character === " ") columns += 1;
      else if (character === "\t") columns += 4 - ((this.#column + columns) % 4);
      else return columns;
    }
  }

  /** What follows the white space. */
  get content(): string {
    let start = this.#offset;
    while (this.text[start] === " " || this.text[start] === "\t") start += 1;
    return this.text.slice(start);
  }

  get isBlank(): boolean {
    return this.content === "";
  }

  /** All that is left, white space too. */
  get rest(): string {
    return " ".repeat(this.#left) + this.text.slice(this.#offset);
  }

  /** Goes on by so many columns of white space, or as many as there are. */
  skipSpace(columns = Infinity): void {
    for (let left = Math.min(columns, this.indent); left > 0; left -= 1) {
      if (this.#left === 0) {
        if (this.text[this.#offset] === "\t") this.#left = 4 - (this.#column % 4);
        else this.#left = 1;
        this.#offset += 1;
      }
      this.#left -= 1;
      this.#column += 1;
    }
  }

  /** Goes on by so many characters after the white space. */
  skipContent(length: number): void {
    this.skipSpace();
    this.#offset += length;
    this.#column += length;
  }
}
