import { type Mark, type Piece, createPiece } from "./markdown-tree.js";

/** A run of `*`, `_` or `~~` that may begin or end emphasis. */
export interface Delimiter {
  readonly sign: string;
  readonly piece: Piece;
  readonly length: number;
  readonly canOpen: boolean;
  readonly canClose: boolean;
  /** Whether it lies against what stands before it. */
  readonly isRight: boolean;
  /** Whether it could begin and end at once, as it lies between two words. */
  readonly isBoth: boolean;
  previous: Delimiter | null;
  next: Delimiter | null;
}

const SPACE = /^\s?$/;
const PUNCTUATION = /^[\p{P}\p{S}]$/u;
/** Chinese, Japanese and Korean letters and full-width signs: there, words have no spaces between them. */
const CJK =
  /^[\u1100-\u11ff\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\u{20000}-\u{323af}]$/u;
const OPENING = /[\p{Ps}\p{Pi}]/u;
/** Signs that make one word of what stands around them: a path, a version, a name. */
const JOINS = /[./\\:=@#]/;

/** Reads the run of one sign that begins here. */
export function delimiterAt(text: string, at: number, previous: Delimiter | null): Delimiter {
  const sign = text.charAt(at);
  let end = at + 1;
  while (text.charAt(end) === sign) end += 1;
  const before = characterBefore(text, at);
  const after = String.fromCodePoint(text.codePointAt(end) ?? 0x20);
  const length = end - at;
  const rules = { isLeft: begins(before, after), isRight: begins(after, before), before, after };
  const { canOpen, canClose } =
    sign === "_" ? ofUnderscores(rules, text.charAt(end + 1)) : ofOthers(rules, sign, length);
  const { isLeft, isRight } = rules;
  return {
    sign,
    piece: createPiece(text.slice(at, end)),
    length,
    canOpen,
    canClose,
    isRight,
    isBoth: isLeft && isRight,
    previous,
    next: null,
  };
}

/** What stands beside a run of signs, and whether it lies against the word on its left or right. */
interface Sides {
  readonly isLeft: boolean;
  readonly isRight: boolean;
  readonly before: string;
  readonly after: string;
}

type Ability = Pick<Delimiter, "canOpen" | "canClose">;

/** Inside a word, a path or a name underscores are letters. */
function ofUnderscores({ isLeft, isRight, before, after }: Sides, next: string): Ability {
  const joinsNext = JOINS.test(after) && /\w/.test(next);
  return {
    canOpen: isLeft && (!isRight || isPunctuation(before)) && !JOINS.test(before),
    canClose: isRight && (!isLeft || isPunctuation(after)) && !joinsNext,
  };
}

/** GitHub strikes out by two tildes only: one is as often "about" or a range. */
function ofOthers({ isLeft, isRight, before }: Sides, sign: string, length: number): Ability {
  if (sign === "~" && length !== 2) return { canOpen: false, canClose: false };
  const isGlued = sign === "*" && length === 2 && !SPACE.test(before) && !OPENING.test(before);
  return { canOpen: isLeft, canClose: isRight || isGlued };
}

/**
 * Whether emphasis may begin between two characters; turned round, whether it may end. It begins before a letter,
 * and before a sign where no word stands before it. Beside Chinese, Japanese and Korean it always may.
 */
function begins(before: string, after: string): boolean {
  if (SPACE.test(after)) return false;
  if (!isPunctuation(after) || CJK.test(after)) return true;
  return SPACE.test(before) || isPunctuation(before) || CJK.test(before);
}

function isPunctuation(character: string): boolean {
  return character < "\x80" ? /[!-/:-@[-`{-~]/.test(character) : PUNCTUATION.test(character);
}

function characterBefore(text: string, at: number): string {
  const isPair = at > 1 && /[\udc00-\udfff]/.test(text.charAt(at - 1));
  return String.fromCodePoint(text.codePointAt(at - (isPair ? 2 : 1)) ?? 0x20);
}

/** Finds what begins and ends emphasis among the delimiters after `bottom`. `last` is the last of them. */
export function matchDelimiters(last: Delimiter | null, bottom: Delimiter | null): void {
  let closer = last;
  while (closer && closer.previous !== bottom) closer = closer.previous;
  /** Below which there is nothing to open, by what closes. */
  const floors = new Map<string, Delimiter | null>();
  while (closer) {
    if (!closer.canClose) {
      closer = closer.next;
      continue;
    }
    const kind = `${closer.sign}${closer.canOpen}${closer.length % 3}`;
    const opener = openerOf(closer, floors.get(kind) ?? bottom, bottom);
    if (opener) {
      join(opener, closer);
      if (closer.piece.text === "") closer = closer.next;
    } else {
      floors.set(kind, closer.previous);
      if (!closer.canOpen) unlink(closer);
      closer = closer.next;
    }
  }
}

function openerOf(closer: Delimiter, floor: Delimiter | null, bottom: Delimiter | null): Delimiter | null {
  let opener = closer.previous;
  for (; opener && opener !== floor && opener !== bottom; opener = opener.previous) {
    if (opener.sign === closer.sign && opener.canOpen && isPair(opener, closer)) return opener;
  }
  return null;
}

/** `***a*` and the like: what could begin and end at once pairs only by lengths that cannot be meant otherwise. */
function isPair(opener: Delimiter, closer: Delimiter): boolean {
  // `**Total:**12` is meant to end where CommonMark only lets it begin.
  if (closer.canClose && !closer.isRight && opener.length !== 2) return false;
  if (!closer.isBoth && !opener.isBoth) return true;
  return closer.length % 3 === 0 || (opener.length + closer.length) % 3 !== 0;
}

function join(opener: Delimiter, closer: Delimiter): void {
  const { sign } = opener;
  const signs = sign.repeat(opener.piece.text.length > 1 && closer.piece.text.length > 1 ? 2 : 1);
  const type = sign === "~" ? "del" : signs.length > 1 ? "strong" : "em";
  const mark: Mark = { type, opening: signs, closing: signs };
  opener.piece.opens.unshift(mark);
  closer.piece.closes.push(mark);
  opener.piece.text = opener.piece.text.slice(signs.length);
  closer.piece.text = closer.piece.text.slice(signs.length);
  opener.next = closer;
  closer.previous = opener;
  for (const delimiter of [opener, closer]) if (delimiter.piece.text === "") unlink(delimiter);
}

function unlink({ previous, next }: Delimiter): void {
  if (previous) previous.next = next;
  if (next) next.previous = previous;
}
