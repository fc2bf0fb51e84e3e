/** The format into which elements are converted: plain text, or markdown that gives the same elements again. */
export type Wording = "plain" | "markdown";

const EMPHASIS: Readonly<Record<string, string>> = { STRONG: "**", EM: "*", DEL: "~~" };

/** The row below the head of a table, by the alignment of the column. */
const ALIGNS: Readonly<Record<string, string>> = { left: ":---", center: ":---:", right: "---:" };

/**
 * The text of a message's elements, without that of buttons. In markdown with its markup and links.
 *
 * @param notes a prefix for the labels of footnotes, for several messages in one document
 */
export function textOf(elements: Iterable<Node>, wording: Wording, notes = ""): string {
  return new Writer(wording === "markdown", notes).blocks([...elements], "\n\n");
}

/** Escapes a text, so that markdown shows it unchanged: without markup, and without automatic links. */
export function escapeMarkdown(text: string): string {
  return escapeLineStarts(escapeMarks(text));
}

function escapeMarks(text: string): string {
  return text.replace(/[\\`*_[\]<>#|~@]|&(?=#|\w)|(?<=:)\/(?=\/)|(?<=\bwww)\./gi, "\\$&");
}

/**
 * Escapes characters at the start of a line that would make a list, a rule or a heading; removes spaces that would make
 * code.
 */
function escapeLineStarts(text: string): string {
  return text.replace(/^[ \t]*(?:(?=[-+=])|(\d{1,9})(?=[.)]))/gm, "$1\\").replace(/^[ \t]+/gm, "");
}

/**
 * A formula with spaces in what a program that knows no formulas would show as HTML, a link or an image. Spaces have no
 * meaning in a formula.
 */
function spacedTex(tex: string): string {
  return tex.replace(/<(?=[a-z!?/])|\](?=\()|:(?=\/\/)|@(?=\w)|\bwww(?=\.)/gi, "$& ");
}

class Writer {
  readonly #isMarkdown: boolean;
  readonly #notes: string;

  constructor(isMarkdown: boolean, notes: string) {
    this.#isMarkdown = isMarkdown;
    this.#notes = notes;
  }

  /** The text of blocks, separated by `between`. Inline nodes between blocks form a block of their own. */
  blocks(nodes: readonly Node[], between: string): string {
    const written: string[] = [];
    let words = "";
    for (const node of [...nodes, null]) {
      const block = node instanceof HTMLElement ? this.#block(node) : node && undefined;
      if (node && block === undefined) {
        words += this.#inline(node);
        continue;
      }
      written.push(words.trim(), block ?? "");
      words = "";
    }
    return written.filter(Boolean).join(between);
  }

  /** The text of a block; undefined for an inline element. */
  #block(element: HTMLElement): string | undefined {
    const { tagName, children, childNodes } = element;
    if (element.part.contains("code")) return this.#code(element.querySelector("pre > code"));
    if (element.part.contains("table")) return this.#table(element);
    if (tagName === "UL" || tagName === "OL") return this.#list(element);
    if (tagName === "SECTION") return this.#footnotes(element);
    if (tagName === "HR") return "---";
    if (tagName === "BLOCKQUOTE") return indented(this.blocks([...childNodes], "\n\n"), "> ", "> ");
    const heading = /^H([3-6])$/.exec(tagName)?.[1];
    if (heading) return this.#mark("#".repeat(Number(heading) - 2) + " ") + this.#line(element);
    if (tagName !== "P")
      return children.length > 0 && tagName === "DIV" ? this.blocks([...childNodes], "\n\n") : undefined;
    return element.className === "plain" ? this.#plain(element) : this.#words(element);
  }

  #footnotes(section: HTMLElement): string {
    const notes = [...section.querySelectorAll<HTMLElement>("li[data-note]")].map((note) => {
      const sign = `${this.#noteSign(note.dataset["note"])}${this.#mark(":")} `;
      const words = [...note.childNodes].filter((node) => (node as Element).className !== "note-label");
      return indented(this.blocks(words, "\n\n"), sign, this.#mark("    "));
    });
    return notes.join("\n");
  }

  #noteSign(label = ""): string {
    return this.#isMarkdown ? `[^${this.#notes}${label}]` : `[${label}]`;
  }

  #mark(sign: string): string {
    return this.#isMarkdown ? sign : "";
  }

  #words(element: Element): string {
    const words = [...element.childNodes].map((node) => this.#inline(node)).join("");
    return this.#isMarkdown ? escapeLineStarts(words.trim()) : words.trim();
  }

  #line(element: Element): string {
    return this.#words(element).replace(/\\?\n/g, " ");
  }

  /** The text of a paragraph whose line breaks are shown. */
  #plain(element: Element): string {
    const words = [...element.childNodes].map((node) => this.#inline(node)).join("");
    return this.#isMarkdown ? escapeLineStarts(words.trim()).replace(/(?<!\n)\n(?!\n)/g, "\\\n") : words;
  }

  #inline(node: Node): string {
    if (node.nodeType === Node.TEXT_NODE) return this.#literal(node.nodeValue ?? "");
    if (!(node instanceof HTMLElement)) return "";
    const { tex } = node.dataset;
    if (tex !== undefined) return this.#isMarkdown ? spacedTex(tex) : tex;
    if (node instanceof HTMLImageElement) return this.#literal(node.alt);
    if (node.tagName === "BUTTON") return this.#literal(node.querySelector(".image-alt")?.textContent ?? "");
    if (node.tagName === "SUP") return this.#noteSign(node.textContent);
    if (node.tagName === "BR") return `${this.#mark("\\")}\n`;
    if (node.tagName === "CODE") return this.#isMarkdown ? codeSpan(node) : node.textContent;
    const words = [...node.childNodes].map((child) => this.#inline(child)).join("");
    if (!this.#isMarkdown) return words;
    if (node instanceof HTMLAnchorElement)
      return `[${words}](<${node.href.replace(/[\\<>]/g, encodeURIComponent)}>)`;
    const sign = EMPHASIS[node.tagName] ?? "";
    return words.trim() && `${sign}${words}${sign}`;
  }

  #literal(text: string): string {
    return this.#isMarkdown ? escapeMarks(text) : text;
  }

  #code(element: Element | null): string {
    const code = element?.textContent.replace(/(?<!\n)\n+$/, "") ?? "";
    if (!this.#isMarkdown) return code;
    return fenced(code, element?.className.replace("language-", ""));
  }

  #list(list: HTMLElement): string {
    const first = list instanceof HTMLOListElement ? list.start : null;
    const isLoose = list.querySelector(":scope > li > p") !== null;
    const isOther = this.#isMarkdown && isSecondList(list);
    const items = [...list.children].map((item, i) => {
      const sign = first === null ? (isOther ? "* " : "- ") : `${first + i}${isOther ? ")" : "."} `;
      const words = this.blocks([...item.childNodes], isLoose ? "\n\n" : "\n");
      const task = this.#isMarkdown
        ? words.replace(/^[☐☑](?= )/, (box) => (box === "☑" ? "[x]" : "[ ]"))
        : words;
      return indented(task, sign, " ".repeat(sign.length));
    });
    return items.join(isLoose ? "\n\n" : "\n");
  }

  #table(frame: HTMLElement): string {
    const rows = [...frame.querySelectorAll("tr")].map((row) =>
      [...row.children].map((cell) => this.#line(cell)),
    );
    if (!this.#isMarkdown) return rows.map((cells) => cells.join("\t")).join("\n");
    const columns = [...frame.querySelectorAll("th")];
    rows.splice(
      1,
      0,
      columns.map(({ align }) => ALIGNS[align] ?? "---"),
    );
    return rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  }
}

/** The text with `first` before its first line, and `others` before each other line. */
export function indented(text: string, first: string, others: string): string {
  return first + text.replaceAll("\n", `\n${others}`);
}

/** A text as a fenced block of code. The fence is longer than any in the text. */
export function fenced(code: string, language = ""): string {
  const fence = longest(code, /`+/g, 2) + "`";
  return `${fence}${language}\n${code}\n${fence}`;
}

/** Whether a list needs another sign than the list right before it, with which it would be one list. */
function isSecondList({ previousElementSibling: before, tagName }: Element): boolean {
  return before?.tagName === tagName && !isSecondList(before);
}

function codeSpan(code: Element): string {
  const text = code.textContent.replace(/\n/g, " ");
  // In a table a bar would end the cell. Elsewhere a backslash in code is a backslash.
  const words = code.closest("tr") ? text.replace(/\|/g, "\\|") : text;
  const fence = longest(words, /`+/g, 0) + "`";
  return fence.length > 1 || /^\s|\s$/.test(words) ? `${fence} ${words} ${fence}` : `\`${words}\``;
}

/** The longest match of a pattern, at least `least` backticks. */
function longest(text: string, pattern: RegExp, least: number): string {
  return (text.match(pattern) ?? []).reduce((a, b) => (a.length < b.length ? b : a), "`".repeat(least));
}
