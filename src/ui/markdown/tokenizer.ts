import { type Tokens, Tokenizer } from "marked";
import { linkAtStart } from "../links/find-links.js";
import { type InlineRules, rulesFor } from "./rules.js";

/** A table with more columns is text. marked fills every row up to all columns, so the cells are columns times rows. */
const MAX_COLUMNS = 100;

/** Signs that join the words on both sides to one: to a path, a version or a name. */
const JOINS = /[./\\:=@#]/;

/** Lines with an underline. They end at an empty line, because a longer search for each block would take quadratic time. */
const UNDERLINED = /^[^\n]*\n(?:(?![ \t]*\n)[^\n]*\n)*? {0,3}(?:=+|-+)[ \t]*(?:\n|$)/;

type Links = Parameters<Tokenizer["reflink"]>[1];

/** marked's tokenizer, changed so that every part of a message is shown: what marked leaves out is text. */
export class WordsTokenizer extends Tokenizer {
  /** The labels of definitions that a link or an image refers to. */
  readonly used = new Set<string>();
  #rules = rulesFor("");

  /** Runs `act` with the rules for a text, and then restores the rules from before. */
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

  /** Raw HTML is no block, so it ends no block and hides nothing. */
  override html(): undefined {
    return undefined;
  }

  /** A tag or a comment, which is shown as text. Unlike in marked, it has no effect on what follows. */
  override tag(source: string): Tokens.Tag | undefined {
    const [raw] = (source.startsWith("<") && this.rules.inline.tag.exec(source)) || [];
    return raw === undefined
      ? undefined
      : { type: "html", raw, text: raw, block: false, inLink: false, inRawBlock: false };
  }

  /** A link definition. The definition of a footnote is no link definition. */
  override def(source: string): Tokens.Def | undefined {
    return /^ *\[\^/.test(source) ? undefined : super.def(source);
  }

  /** A link or an image by its label, which is added to {@link used}. */
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

  /** A table. Cells beyond the columns of the header are kept. */
  override table(source: string): Tokens.Table | undefined {
    // A browser takes milliseconds to compile marked's pattern, so it is used only where there is a row of dashes.
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

  /** A heading with an underline. marked's slow pattern is used only where there is an underline. */
  override lheading(source: string): Tokens.Heading | undefined {
    return UNDERLINED.test(source) ? super.lheading(source) : undefined;
  }

  /** Emphasis. Underscores inside a path are text. Only two asterisks end emphasis as in `**Total:**12`. */
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

  /** A bare address, by the rule of `find-links.ts` for plain text. */
  override url(source: string): Tokens.Link | undefined {
    const link = linkAtStart(source);
    return link && linkToken(link.text, link.href);
  }
}

/** The token of a bare address as a link. */
export function linkToken(text: string, href: string): Tokens.Link {
  return { type: "link", raw: text, text, href, autolink: true, tokens: [{ type: "text", raw: text, text }] };
}

/** The cells of a row. A bar behind a backslash is a part of its cell. */
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

/** Whether a text ends in a backslash that escapes what follows. */
function endsEscaped(text: string): boolean {
  let backslashes = 0;
  while (text.charAt(text.length - 1 - backslashes) === "\\") backslashes += 1;
  return backslashes % 2 === 1;
}
