/** A piece of text; with `href`, it is an address. */
export interface TextPiece {
  readonly text: string;
  readonly href?: string;
}

const WEB = '(?:https?:\\/\\/|www\\.)[^\\s<>"`]+';
/** Bounded repeats: an unbounded local part costs the square of a long word. */
const MAIL = "[\\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\\.[a-z0-9-]{1,63}){1,8}";
const ADDRESS = new RegExp(`(?<![\\w@.+-])(?:${WEB}|${MAIL})`, "giu");
const ADDRESS_AT_START = new RegExp(`^(?:${WEB}|${MAIL})`, "iu");

/** Splits plain text into addresses and what is between them. Costs the length of the text. */
export function* findLinks(text: string): Generator<TextPiece, void, undefined> {
  let end = 0;
  for (const { 0: match, index } of text.matchAll(ADDRESS)) {
    const link = toLink(match);
    if (!link) continue;
    if (index > end) yield { text: text.slice(end, index) };
    yield link;
    end = index + link.text.length;
  }
  if (end < text.length) yield { text: text.slice(end) };
}

/** The address that a text starts with, or undefined. */
export function linkAtStart(text: string): Required<TextPiece> | undefined {
  const match = ADDRESS_AT_START.exec(text);
  return match ? toLink(match[0]) : undefined;
}

function toLink(match: string): Required<TextPiece> | undefined {
  const text = withoutTrail(match);
  if (/^https?:\/\/./i.test(text)) return { text, href: text };
  if (/^www\../i.test(text)) return { text, href: `https://${text}` };
  return text.includes("@") ? { text, href: `mailto:${text}` } : undefined;
}

/** Without the punctuation that closes the sentence, and without a bracket that opened before the address. */
function withoutTrail(match: string): string {
  let end = match.length;
  let open = 0;
  for (const character of match) open += character === "(" ? 1 : character === ")" ? -1 : 0;
  for (; end > 0; end -= 1) {
    const last = match.charAt(end - 1);
    if (last === ")") {
      if (open >= 0) break;
      open += 1;
    } else if (!/[?!.,:;*_~'"\]}’”»…]/.test(last)) break;
  }
  return match.slice(0, end);
}
