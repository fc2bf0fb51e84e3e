import { type Tokens, Tokenizer } from "marked";
import { linkAtStart } from "../links/find-links.js";
import { type InlineRules, rulesFor } from "./rules.js";

/** More columns than can be read; rows are filled up to them, so that they multiply. */
const MAX_COLUMNS = 100;

/** Signs that make one word of what stands around them: a path, a version, a name. */
const JOINS = /[./\\:=@#]/;

type Links = Parameters<Tokenizer["reflink"]>[1];

/** marked's tokenizer, where what could be taken away from a message is text instead. */
export class WordsTokenizer extends Tokenizer {
  /** Labels of definitions that a link or an image has asked for. */
  readonly used = new Set<string>();
  #rules = rulesFor("");

  /** Runs an act with the rules for a text, and those from before again after it. */
  withRulesFor<Result>(text: string, act: () => Result): Result {
    const before = this.#rules;
    this.#use(rulesFor(text));
    try {
      return act();
    } finally {
      this.#use(before);
    }
  }

  #use(rules: InlineRules): void {
    this.#rules = rules;
    this.rules = { ...this.rules, inline: rules.inline };
  }

  /** Raw HTML is no block: it ends nothing and hides nothing. */
  override html(): undefined {
    return undefined;
  }

  /** A tag or a comment, shown as it is written. Unlike marked's it changes nothing for what follows. */
  override tag(source: string): Tokens.Tag | undefined {
    const [raw] = (source.startsWith("<") && this.rules.inline.tag.exec(source)) || [];
    return raw === undefined
      ? undefined
      : { type: "html", raw, text: raw, block: false, inLink: false, inRawBlock: false };
  }

  /** A footnote is none. */
  override def(source: string): Tokens.Def | undefined {
    return /^ *\[\^/.test(source) ? undefined : super.def(source);
  }

  override reflink(source: string, links: Links): Tokens.Link | Tokens.Image | Tokens.Text | undefined {
    let label = "";
    const noted = new Proxy(links, {
      get(all, name: string) {
        label = name;
        return all[name];
      },
    });
    const token = super.reflink(source, noted);
    if (token && token.type !== "text") this.used.add(label);
    return token;
  }

  /** Long rows keep all of their cells. */
  override table(source: string): Tokens.Table | undefined {
    // marked's pattern takes a browser milliseconds to compile: it is asked where there is a row of dashes.
    if (!/^[^\n]*\n[ |:-]+(?:\n|$)/.test(source)) return undefined;
    const [header = ""] = source.split("\n", 1);
    if (header.split("|", MAX_COLUMNS + 2).length > MAX_COLUMNS + 1) return undefined;
    const table = super.table(source);
    const [, , ...lines] = table?.raw.split("\n") ?? [];
    table?.rows.forEach((row, i) => {
      for (const text of cellsOf(lines[i] ?? "").slice(row.length)) {
        row.push({ text, tokens: this.lexer.inline(text), header: false, align: null });
      }
    });
    return table;
  }

  /** Likewise, asked where there is an underline. */
  override lheading(source: string): Tokens.Heading | undefined {
    return /\n {0,3}(?:=+|-+)[ \t]*(?:\n|$)/.test(source) ? super.lheading(source) : undefined;
  }

  /** Underscores inside a path are letters. Two asterisks end where one could not, as in `**Total:**12`. */
  override emStrong(source: string, masked: string, previous = ""): Tokens.Em | Tokens.Strong | undefined {
    const sign = source.charAt(0);
    if (sign !== "*" && sign !== "_") return undefined;
    let start = masked.length - source.length;
    while (masked.charAt(start - 1) === sign) start -= 1;
    if (sign === "_" && JOINS.test(masked.charAt(start - 1))) return undefined;
    const { endsStrong, endsEm } = this.#rules;
    this.rules.inline.emStrongRDelimAst = /^\*\*(?!\*)/.test(source) ? endsStrong : endsEm;
    return super.emStrong(source, masked, previous);
  }

  /** Bare addresses are those that plain text has. */
  override url(source: string): Tokens.Link | undefined {
    const link = linkAtStart(source);
    return link && linkToken(link.text, link.href);
  }
}

export function linkToken(text: string, href: string): Tokens.Link {
  return { type: "link", raw: text, text, href, autolink: true, tokens: [{ type: "text", raw: text, text }] };
}

/** The cells of a row. A bar behind a backslash belongs to its cell. */
function cellsOf(row: string): string[] {
  const cells: string[] = [];
  let cell = "";
  for (const part of row.trim().replace(/^\|/, "").split("|")) {
    cell += part;
    if (endsEscaped(part)) cell = `${cell.slice(0, -1)}|`;
    else {
      cells.push(cell.trim());
      cell = "";
    }
  }
  const last = cell.trim();
  if (last !== "") cells.push(last);
  else if (cells.at(-1) === "") cells.pop();
  return cells;
}

function endsEscaped(text: string): boolean {
  let backslashes = 0;
  while (text.charAt(text.length - 1 - backslashes) === "\\") backslashes += 1;
  return backslashes % 2 === 1;
}
