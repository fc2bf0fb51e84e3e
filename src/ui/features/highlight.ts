/**
 * Colours code. The code is bundled as a file of its own, with the library that splits code into tokens. A block is
 * coloured when it is near the visible part of the page and the page is idle. It uses the CSS Custom Highlight API,
 * which needs no elements and no parsing of markup.
 */
import { parse } from "sugar-high/core";
import { filled, type Strings } from "../language/strings.js";
import { adoptRules } from "../page/adopt-rules.js";
import { ENGLISH } from "./words.js";
import { whenIdle } from "../page/idle.js";
import { HIGHLIGHT_RULES } from "./highlight-styles.js";
import { HIGHLIGHT_PREFIX, KINDS, type Kind } from "./kinds.js";
import { languageNamed } from "./languages.js";

/** How much of a block is coloured, in UTF-16 code units. Splitting that much takes about 15 ms. */
const MAX_CHARS = 20_000;
/**
 * The longest piece of a block that is split at once, in UTF-16 code units. For some texts the library needs time in
 * proportion to the square of their length: 20,000 characters "-" in CSS take more than a second.
 */
const PIECE_CHARS = 3_000;
/** How long an idle period must be to colour a piece of a block in it. */
const READING_MS = 10;
/** The distance from the visible part of the page within which blocks are coloured. */
const NEAR = "600px";

/** The kind for each of the library's token types. Punctuation, spaces and most names have no colour. */
const KINDS_OF_TOKENS: Readonly<Record<string, Kind>> = {
  keyword: "keyword",
  string: "string",
  class: "type",
  property: "property",
  entity: "tag",
  comment: "comment",
};

/** The kind for each of the library's annotations of whole lines. */
const KINDS_OF_LINES: Readonly<Record<string, Kind>> = {
  "diff-add": "inserted",
  "diff-remove": "deleted",
  "diff-meta": "comment",
  "diff-hunk": "comment",
  "markdown-heading": "keyword",
  "markdown-quote": "comment",
};

/** The ranges of one kind in a piece of a block. */
type Found = readonly [kind: Kind, ranges: readonly StaticRange[]];

/**
 * What was found in a block, and how far the block was split. Each piece is split once, because the text of a block does
 * not change.
 */
const found = new WeakMap<Element, { readonly ranges: readonly Found[]; readonly end: number }>();

/** The strings for the button at a block. */
const words = new WeakMap<Element, Strings>();

/** The blocks that are now within `NEAR`. */
const near = new WeakSet<Element>();

let sight: IntersectionObserver | undefined;

/** Matches while forced colours are active. Then Chromium would draw a highlight without a colour like a selection. */
const FORCED = "(forced-colors: active)";

/**
 * Colours a block of code while it is near the visible part of the page. The class of the block names its language;
 * unknown languages stay plain.
 */
export function highlightCode(code: HTMLElement, strings: Strings): void {
  words.set(code, strings);
  if (!canHighlight()) return;
  if (!sight) matchMedia(FORCED).addEventListener("change", uncolourAll);
  sight ??= new IntersectionObserver(seen, {
    rootMargin: NEAR,
    scrollMargin: NEAR,
  } as IntersectionObserverInit);
  sight.observe(code);
}

function canHighlight(): boolean {
  return typeof Highlight === "function" && typeof CSS.highlights?.set === "function";
}

function seen(entries: readonly IntersectionObserverEntry[]): void {
  for (const { target, isIntersecting } of entries) {
    if (!isIntersecting) {
      near.delete(target);
      uncolour(target);
    } else {
      near.add(target);
      offerWrap(target);
      whenIdle(() => colour(target), READING_MS);
    }
  }
}

/** Colours what was found in a block, and splits the rest of the block. */
function colour(code: Element): void {
  if (!canColour(code)) return;
  paint(code, found.get(code)?.ranges ?? []);
  splitNext(code);
}

function canColour(code: Element): boolean {
  return near.has(code) && code.getRootNode() instanceof ShadowRoot && !matchMedia(FORCED).matches;
}

/** Splits and colours the next piece of a block, and each further piece in an idle period of its own. */
function splitNext(code: Element): void {
  const { ranges, end: start } = found.get(code) ?? { ranges: [], end: 0 };
  const text = code.textContent.slice(0, MAX_CHARS);
  if (start >= text.length || !canColour(code)) return;
  const end = endOfPiece(text, start);
  const more = rangesIn(code, start, end);
  found.set(code, { ranges: [...ranges, ...more], end });
  paint(code, more);
  whenIdle(() => splitNext(code), READING_MS);
}

/** The end of the piece at `start`: at an empty line if possible, because few comments and strings go over one. */
function endOfPiece(text: string, start: number): number {
  const most = start + PIECE_CHARS;
  if (text.length <= most) return text.length;
  const least = start + PIECE_CHARS / 2;
  const end = ["\n\n", "\n"].map((sign) => text.lastIndexOf(sign, most - 1) + 1).find((at) => at > least);
  return end ?? most;
}

function paint(code: Element, ranges: readonly Found[]): void {
  adoptRules(code.getRootNode(), HIGHLIGHT_RULES);
  for (const [kind, of] of ranges) {
    const highlight = highlightOf(kind);
    for (const range of of) highlight.add(range);
  }
}

/** Adds a button that wraps lines, if some are longer than the block is wide. */
function offerWrap(code: Element): void {
  const pre = code.parentElement;
  const head = pre?.previousElementSibling;
  const strings = words.get(code);
  if (!pre || !head || !strings || pre.scrollWidth <= pre.clientWidth) return;
  if (head.querySelector("[part~=code-wrap]")) return;
  adoptRules(pre.getRootNode(), HIGHLIGHT_RULES);
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("part", "code-wrap");
  button.ariaPressed = "false";
  button.textContent = filled({ ...ENGLISH, ...strings }["button.wrap-lines"], strings.lang);
  button.addEventListener("click", () => {
    button.ariaPressed = String(pre.classList.toggle("wrapped"));
  });
  head.firstElementChild?.after(button);
}

/** Removes the ranges of a block from the highlights, which would otherwise keep the block in memory. */
function uncolour(code: Element): void {
  for (const [kind, ranges] of found.get(code)?.ranges ?? []) {
    const highlight = highlightOf(kind);
    for (const range of ranges) highlight.delete(range);
  }
}

/**
 * Removes all colours when forced colours become active. Without forced colours, blocks are coloured when they next
 * come near.
 */
function uncolourAll({ matches }: MediaQueryListEvent): void {
  if (matches) for (const kind of KINDS) highlightOf(kind).clear();
}

/** The page's highlight for a kind. All chats and all copies of this module share it. */
function highlightOf(kind: Kind): Highlight {
  const name = HIGHLIGHT_PREFIX + kind;
  const highlight = CSS.highlights.get(name) ?? new Highlight();
  if (!CSS.highlights.has(name)) CSS.highlights.set(name, highlight);
  return highlight;
}

function rangesIn(code: Element, from: number, to: number): readonly Found[] {
  const text = code.firstChild;
  const language = languageNamed(code.className.replace(/^language-/, ""));
  if (!(text instanceof Text) || !language) return [];
  const ranges = new Map<Kind, StaticRange[]>(KINDS.map((kind) => [kind, []]));
  const mark = (kind: Kind | null, start: number, end: number) => {
    if (kind)
      ranges
        .get(kind)
        ?.push(
          new StaticRange({ startContainer: text, startOffset: start, endContainer: text, endOffset: end }),
        );
  };
  let at = from;
  for (const line of parse(text.data.slice(from, to), language).lines) {
    const [whole] = line.annotations.flatMap((name) => KINDS_OF_LINES[name] ?? []);
    if (whole) mark(whole, at, at + line.value.length);
    let start = at;
    for (const { type, value } of line.tokens) {
      if (!whole) mark(kindOf(type, value), start, start + value.length);
      start += value.length;
    }
    at += line.value.length + 1;
  }
  return [...ranges].filter(([, { length }]) => length > 0);
}

/** The kind of a token. The library gives numbers the type of classes. */
function kindOf(type: string, value: string): Kind | null {
  const kind = KINDS_OF_TOKENS[type] ?? null;
  return kind === "type" && /^[\d.-]/.test(value) ? "number" : kind;
}
