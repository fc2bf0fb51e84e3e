import { CJK } from "../links/find-links.js";

/**
 * A growing text as far as its look is decided. An end that the next word may turn into something else is left out,
 * such as half a link, the head of a table or the fence of a block of code. Open emphasis and open code are closed.
 * Only the last paragraph is changed.
 */
export function withoutUnfinished(text: string): string {
  const lineStart = text.lastIndexOf("\n") + 1;
  const fences = lastFence(text);
  if (fences.isOpen)
    return /^[ \t>]*(?:`+|~+)$/.test(text.slice(lineStart)) ? text.slice(0, lineStart) : text;
  const words = text.slice(fences.end);
  const decided = decidedLines(words, Math.max(0, lineStart - fences.end));
  const start = paragraphStart(decided);
  return text.slice(0, fences.end) + decided.slice(0, start) + closedInline(decided.slice(start));
}

/** What may come before the text of a line: quotes, list items, indentation. */
const LEAD = "[ \\t>]*(?:(?:[-*+]|\\d{1,9}[.)])[ \\t]+)*";
/** A line that opens or closes a block of code. */
const FENCE = new RegExp(`^${LEAD}(\`{3,}(?=[^\`\\n]*$)|~{3,})`, "gm");

/** The end of the last block of code, and whether the text ends inside a block of code. */
function lastFence(text: string): { end: number; isOpen: boolean } {
  let open = "";
  let end = 0;
  for (const { 0: line, 1: fence = "", index } of text.matchAll(FENCE)) {
    const lineEnd = text.indexOf("\n", index) + 1 || text.length;
    if (open) {
      if (!fence.startsWith(open) || !isBlank(text.slice(index + line.length, lineEnd))) continue;
      open = "";
      end = lineEnd;
    } else if (text.charAt(lineEnd - 1) === "\n") {
      // A fence at the end of the text may still get longer, so it opens nothing yet.
      open = fence;
    }
  }
  return { end, isOpen: open !== "" };
}

function isBlank(text: string): boolean {
  return text.trim() === "";
}

/**
 * A last line whose kind is open: its signs may begin an item, a heading, a rule, an underline or a fence.
 */
const OPEN_LINE = new RegExp(
  `^${LEAD}(?:[-*+_=#>~\`| \\t]*|\\d{1,9}[.)]?|(?:\`{3,}|~{3,}).*|\\[[ xX]?\\]?[ \\t]*|\\[[^\\]\\n]+\\]:.*)$`,
);
/** The line between a table's head and its rows, or the beginning of one. */
const DELIMITERS = /^[ |:-]*$/;
/** A longer line, in UTF-16 code units, is the head of a table only if it begins with a bar. */
const MAX_HEAD_CHARS = 300;

/** The text without the lines at its end whose kind is not decided. */
function decidedLines(text: string, lineStart: number): string {
  const start = paragraphStart(text.trimEnd());
  const [head = "", delimiters, ...rows] = text.slice(start).trimEnd().split("\n");
  const bar = firstBar(head);
  if (bar >= 0 && (delimiters === undefined || DELIMITERS.test(delimiters))) {
    const isHeadOpen = rows.length === 0 && (delimiters === undefined || lineStart < text.length);
    return text.slice(0, isHeadOpen ? start + bar : lineStart);
  }
  return OPEN_LINE.test(text.slice(lineStart)) ? text.slice(0, lineStart) : text;
}

/** The index of the first bar in a line that may be the head of a table; -1 in any other line. */
function firstBar(line: string): number {
  if (line.length > MAX_HEAD_CHARS && !/^[ \t>]*\|/.test(line)) return -1;
  return line.replace(/`[^`]*`?/g, (code) => "-".repeat(code.length)).search(/^[ \t>]*\|| \|(?: |$)/);
}

/** The beginning of a list item, of a heading, or of the first line of a quote. */
const BEGINNING = /^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)]|#{1,6})[ \t]|(?<!^[ \t]*>.*\n[ \t]*)>)/gm;

/**
 * The index at which the last paragraph begins: behind the last blank line, or at the last item or heading. Emphasis
 * ends with its paragraph.
 */
function paragraphStart(text: string): number {
  const blank = text.lastIndexOf("\n\n");
  const start = blank < 0 ? text.search(/[^\n]|$/) : blank + 2;
  const last = [...text.slice(start).matchAll(BEGINNING)].at(-1);
  return start + (last?.index ?? 0);
}

/** Open emphasis. */
interface Opened {
  readonly sign: string;
  /** How many signs have to close the emphasis. */
  count: number;
  /** The index of the emphasized text. */
  readonly start: number;
}

/** A longer unfinished link, in UTF-16 code units, counts as text. */
const MAX_WAIT_CHARS = 1000;

/** A character that ends an address. */
const BREAK = new RegExp(`[\\s<>"\`${CJK}]`);
/** The beginning of an address. */
const ADDRESS = /(?<![\w@./+-])(?:https?:\/\/|www\.)/i;
/** The end of a text that may become the beginning of an address. */
const HALF_ADDRESS = /(?<![\w@./+-])(?:h|ht|htt|https?|https?:\/{0,2}|w|ww|www)$/i;
/** The longest match of {@link HALF_ADDRESS}, with the character before it, in UTF-16 code units. */
const HALF_ADDRESS_CHARS = 9;

/** The index at which the end of a text begins that may become an address, a tag, a character reference or a sign. */
function openEnd(text: string): number {
  const { length } = text;
  let run = length;
  while (run > 0 && "*_~".includes(text.charAt(run - 1))) run -= 1;
  let word = length;
  while (word > 0 && !BREAK.test(text.charAt(word - 1))) word -= 1;
  const tag = text.lastIndexOf("<");
  const reference = text.lastIndexOf("&");
  const address = text.slice(word).search(ADDRESS);
  const tail = Math.max(0, length - HALF_ADDRESS_CHARS);
  const half = text.slice(tail).search(HALF_ADDRESS);
  return Math.min(
    run,
    text.endsWith("!") ? length - 1 : length,
    tag >= 0 && /^<(?:[a-z/!?][^<>\n]{0,200})?$/i.test(text.slice(tag, tag + 203)) ? tag : length,
    reference >= 0 && /^&#?\w{0,31}$/.test(text.slice(reference, reference + 34)) ? reference : length,
    address < 0 ? length : word + address,
    half < 0 ? length : tail + half,
  );
}

/** The text of one paragraph up to its undecided end, with open emphasis and code closed. */
function closedInline(text: string): string {
  const opened: Opened[] = [];
  let i = 0;
  let wordsFrom = 0;
  while (i < text.length) {
    const sign = text.charAt(i);
    if (sign === "\\") {
      if (i + 1 === text.length) return closed(text.slice(0, i), opened);
      wordsFrom = i += 2;
    } else if (sign === "`") {
      const end = codeEnd(text, i);
      if (end === null) return closedCode(text, i, opened);
      wordsFrom = i = end;
    } else if (sign === "[") {
      const end = linkEnd(text, i);
      if (end === null && text.length - i < MAX_WAIT_CHARS) {
        return closed(text.slice(0, text.charAt(i - 1) === "!" ? i - 1 : i), opened);
      }
      wordsFrom = i = end ?? i + 1;
    } else if (sign === "*" || sign === "_" || sign === "~") i = readRun(text, i, opened);
    else i += 1;
  }
  return closed(text.slice(0, wordsFrom + openEnd(text.slice(wordsFrom))), opened);
}

/** Reads a run of one sign, which closes or opens emphasis. Returns the index behind the run. */
function readRun(text: string, start: number, opened: Opened[]): number {
  const sign = text.charAt(start);
  let end = start;
  while (text.charAt(end) === sign) end += 1;
  let count = end - start;
  // A run at the end of the text may still get longer, so it opens and closes nothing yet.
  if (end === text.length || (sign === "~" && count !== 2)) return end;
  const [before, after] = [text.charAt(start - 1), text.charAt(end)];
  const isInWord = /\w/.test(before) && /\w/.test(after);
  if (before && !/\s/.test(before) && !(sign === "_" && isInWord)) count = close(opened, sign, count);
  if (count > 0 && !/\s/.test(after) && !isInWord) opened.push({ sign, count, start: end });
  return end;
}

/** Closes open emphasis with a run of `count` signs. Returns how many of them are left. */
function close(opened: Opened[], sign: string, count: number): number {
  let left = count;
  for (let i = opened.length - 1; i >= 0 && left > 0; i -= 1) {
    const open = opened[i] as Opened;
    if (open.sign !== sign) continue;
    const both = Math.min(open.count, left);
    open.count -= both;
    left -= both;
    opened.length = open.count > 0 ? i + 1 : i;
  }
  return left;
}

/** The index behind a code span; null for a span that is open. */
function codeEnd(text: string, start: number): number | null {
  const [run = ""] = /^`+/.exec(text.slice(start)) ?? [];
  for (const { 0: other, index } of text.slice(start + run.length).matchAll(/`+/g)) {
    // A run of backticks at the end may still get longer.
    if (other.length === run.length) return start + run.length + index + other.length;
  }
  return null;
}

/** A text that ends in open code, with the code and open emphasis closed. @param start the index of the code. */
function closedCode(text: string, start: number, opened: readonly Opened[]): string {
  const [run = ""] = /^`+/.exec(text.slice(start)) ?? [];
  let end = text.length;
  while (text.charAt(end - 1) === "`") end -= 1;
  const code = text.slice(start, end).trimEnd();
  if (isBlank(code)) return closed(text.slice(0, start), opened);
  return closed(text.slice(0, start) + code, opened, code.endsWith("`") ? ` ${run}` : run);
}

/** The index behind a link, or behind a bracket that begins no link; null where the text ends before that is known. */
function linkEnd(text: string, start: number): number | null {
  const words = matching(text, start, "[", "]", MAX_WAIT_CHARS);
  if (words === null || words === text.length) return null;
  const next = text.charAt(words);
  if (next !== "(" && next !== "[") return start + 1;
  return matching(text, words, next, next === "(" ? ")" : "]");
}

/**
 * The index behind the bracket that closes the bracket at `start`; null where there is no such bracket in the next
 * `most` UTF-16 code units.
 */
function matching(text: string, start: number, open: string, shut: string, most = Infinity): number | null {
  const end = Math.min(text.length, start + most);
  let depth = 0;
  for (let i = start; i < end; i += 1) {
    const sign = text.charAt(i);
    if (sign === "\\") i += 1;
    else if (sign === open) depth += 1;
    else if (sign === shut && (depth -= 1) === 0) return i + 1;
  }
  return null;
}

/** A text without the lines at its end that have only white space and signs of quotes. */
function withoutBlankEnd(text: string): string {
  let shown = text.trimEnd();
  for (;;) {
    const line = shown.lastIndexOf("\n");
    if (line < 0 || !/^[ \t>]*$/.test(shown.slice(line + 1))) return shown;
    shown = shown.slice(0, line).trimEnd();
  }
}

/** A text with its open emphasis closed, the innermost first. Signs without text behind them are left out. */
function closed(text: string, opened: readonly Opened[], code = ""): string {
  let shown = withoutBlankEnd(text);
  let closers = code;
  for (const { sign, count, start } of opened.toReversed()) {
    if (start < shown.length) closers += sign.repeat(count);
    else shown = shown.slice(0, start - count).trimEnd();
  }
  return shown + closers;
}
