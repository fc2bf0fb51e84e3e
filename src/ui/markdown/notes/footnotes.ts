/*
 * Finds the footnotes of a text. `[^label]` refers to a footnote, and `[^label]: words` on lines of their own defines
 * one. The definitions are taken out of the text before the text is cut into steps. So each step has the footnotes that
 * it refers to, wherever the text defines them.
 */

/** The definition of a footnote. */
export interface Definition {
  readonly label: string;
  /** The lines of the definition, with the label. */
  readonly source: string;
  /** The content of the footnote as markdown. */
  readonly words: string;
}

/** The footnotes of a text, some steps of which may have been shown. */
export interface Footnotes {
  /** The definitions that something refers to, by their {@link noteKey}. */
  readonly definitions: ReadonlyMap<string, Definition>;
  /** The keys of the footnotes that are shown below an earlier step. */
  readonly listed: ReadonlySet<string>;
}

/** The most footnotes below one step, in UTF-16 code units: what one task can draw besides the step. */
const MAX_CHARS = 32 * 1024;

const LABEL = "\\[\\^([^\\s[\\]]{1,50})\\]";
const REFERENCE = new RegExp(LABEL, "g");
const DEFINITION = new RegExp(`^ {0,3}${LABEL}:[ \\t]*(?=\\S)`);
const HAS_DEFINITION = new RegExp(`^ {0,3}${LABEL}:`, "m");

/** A reference at the beginning of a text. */
export const REFERENCE_AT_START = new RegExp(`^${LABEL}`);

/** A line that opens or closes a block of code, in a quote or a list item too. */
const FENCE = /^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(`{3,}(?=[^`]*$)|~{3,})(.*)$/;
/** The beginning of a line that begins a new block. Such a line ends the footnote above. */
const BLOCK_START = /^ {0,3}(?:#{1,6}(?:\s|$)|>|[-*+]\s|\d{1,9}[.)]\s|`{3}|~{3}|\|)/;

/** The key of a label. Labels that differ only in case have one key. */
export function noteKey(label: string): string {
  return label.toLowerCase();
}

/** A definition, and its start and end in the text. */
interface Found extends Definition {
  readonly start: number;
  readonly end: number;
}

/**
 * Takes the definitions that something refers to out of a text. Other definitions stay as text. Takes time in
 * proportion to the text.
 *
 * @returns `body`: the text without the definitions; `footnotes`: null for none.
 */
export function takeFootnotes(text: string): { readonly body: string; readonly footnotes: Footnotes | null } {
  const found = HAS_DEFINITION.test(text) ? definitionsIn(text) : [];
  const byKey = new Map<string, Found>();
  for (const definition of found) {
    const key = noteKey(definition.label);
    if (!byKey.has(key)) byKey.set(key, definition);
  }
  const reached = reachable(without(text, found), byKey, Infinity);
  if (reached.size === 0) return { body: text, footnotes: null };
  const taken = found.filter((definition) => {
    const key = noteKey(definition.label);
    return reached.has(key) && byKey.get(key) === definition;
  });
  const definitions = new Map(taken.map((definition) => [noteKey(definition.label), definition]));
  return { body: without(text, taken), footnotes: { definitions, listed: new Set() } };
}

/** A text with spaces in place of its definitions, so that every other character keeps its index. */
export function blankFootnotes(text: string): string {
  if (!HAS_DEFINITION.test(text)) return text;
  let blanked = "";
  let from = 0;
  for (const { start, end } of definitionsIn(text)) {
    blanked += text.slice(from, start) + text.slice(start, end).replace(/[^\n]/g, " ");
    from = end;
  }
  return blanked + text.slice(from);
}

/**
 * The keys of the footnotes that a step may refer to: those below an earlier step, and as many others as fit below the
 * step itself.
 */
export function knownIn(step: string, { definitions, listed }: Footnotes): ReadonlySet<string> {
  return reachable(step, definitions, MAX_CHARS, listed);
}

/** The keys of the footnotes that a text or one of its footnotes refers to. @param mostChars see {@link MAX_CHARS}. */
function reachable(
  text: string,
  definitions: ReadonlyMap<string, Definition>,
  mostChars: number,
  listed: ReadonlySet<string> = new Set(),
): Set<string> {
  const reached = new Set<string>();
  if (definitions.size === 0) return reached;
  const texts = [text];
  let chars = 0;
  for (const words of texts) {
    for (const [, label = ""] of words.matchAll(REFERENCE)) {
      const key = noteKey(label);
      const definition = definitions.get(key);
      if (!definition || reached.has(key)) continue;
      if (!listed.has(key)) {
        if (chars + definition.words.length > mostChars) continue;
        chars += definition.words.length;
        texts.push(definition.words);
      }
      reached.add(key);
    }
  }
  return reached;
}

function without(text: string, definitions: readonly Found[]): string {
  let rest = "";
  let from = 0;
  for (const { start, end } of definitions) {
    rest += text.slice(from, start);
    from = end;
  }
  return rest + text.slice(from);
}

/** The definitions in a text, in order, without those in blocks of code. */
function definitionsIn(text: string): readonly Found[] {
  const found: Found[] = [];
  let fence = "";
  let note: OpenNote | null = null;
  for (let start = 0, end = 0; start < text.length; start = end) {
    end = text.indexOf("\n", start) + 1 || text.length;
    const line = text.slice(start, end).replace(/\n$/, "");
    if (note?.takes(line, end)) continue;
    if (note) found.push(note.found(text));
    note = null;
    const [, sign = "", behind = ""] = FENCE.exec(line) ?? [];
    if (fence) {
      if (sign.startsWith(fence) && behind.trim() === "") fence = "";
      continue;
    }
    fence = sign;
    const [opening, label] = DEFINITION.exec(line) ?? [];
    if (opening !== undefined && label !== undefined) {
      note = new OpenNote(label, line.slice(opening.length), start, end);
    }
  }
  if (note) found.push(note.found(text));
  return found;
}

/** A definition while its end is looked for. */
class OpenNote {
  readonly #label: string;
  readonly #start: number;
  #lines: string[];
  #blanks = 0;
  #end: number;

  constructor(label: string, words: string, start: number, end: number) {
    this.#label = label;
    this.#lines = [words];
    this.#start = start;
    this.#end = end;
  }

  /**
   * Adds a line to the definition, if it goes on there: the next line of its paragraph, or an indented line behind a
   * blank one. Returns whether it does.
   */
  takes(line: string, end: number): boolean {
    if (line.trim() === "") {
      this.#blanks += 1;
      return true;
    }
    const isIndented = /^(?: {4}|\t)/.test(line);
    if (!isIndented && (this.#blanks > 0 || BLOCK_START.test(line) || DEFINITION.test(line))) return false;
    this.#lines.push(...Array<string>(this.#blanks).fill(""), line.replace(/^(?: {4}|\t)/, ""));
    this.#blanks = 0;
    this.#end = end;
    return true;
  }

  found(text: string): Found {
    const source = text.slice(this.#start, this.#end);
    const words = this.#lines.join("\n");
    return { label: this.#label, source, words, start: this.#start, end: this.#end };
  }
}
