/** A piece of text. A piece that is a URL or a mail address has `href`. */
export interface TextPiece {
  readonly text: string;
  readonly href?: string;
}

/** An address and its index in the text. */
interface FoundLink extends Required<TextPiece> {
  readonly index: number;
}

/**
 * Chinese, Japanese and Korean letters and full-width punctuation. They end an address, because these languages put no
 * space after it.
 */
export const CJK = "\\u2e80-\\ua4cf\\uac00-\\ud7ff\\uf900-\\ufaff\\ufe30-\\ufe4f\\uff00-\\uffef";
/** A host name that begins with a letter of these languages. It may contain more of them. */
const CJK_HOST = "[\\u3040-\\ua4cf\\uac00-\\ud7ff][\\w\\u3040-\\ua4cf\\uac00-\\ud7ff.-]*";
const WEB = `(?<![a-z\\d@.+-])(?:https?:\\/\\/(?:${CJK_HOST})?|www\\.)[^\\s<>"\`${CJK}]*`;
/**
 * A mail address. The repetitions are bounded, because an unbounded one takes quadratic time on a long word. A word
 * with a version in place of the host, or with a path after it, is no mail address: `react@18.2.0`,
 * `git@host.example:team/app.git`.
 */
const MAIL =
  "(?<![\\w@.+-])[\\w.+-]{1,64}@(?!v?\\d+\\.\\d)[a-z0-9-]{1,63}(?:\\.[a-z0-9-]{1,63}){0,7}\\.[a-z]{2,63}(?![\\w@-]|\\.\\w|[:/]\\S)";
const ADDRESS = new RegExp(`${WEB}|${MAIL}`, "giu");
const ADDRESS_AT_START = new RegExp(`${WEB}|${MAIL}`, "iuy");

/** Splits plain text into addresses and the text between them. Takes time in proportion to the text. */
export function* findLinks(text: string): Generator<TextPiece, void, undefined> {
  let end = 0;
  for (let link = nextLink(text, 0); link; link = nextLink(text, end)) {
    if (link.index > end) yield { text: text.slice(end, link.index) };
    yield { text: link.text, href: link.href };
    end = link.index + link.text.length;
  }
  if (end < text.length) yield { text: text.slice(end) };
}

/** The address at the beginning of a text; undefined if there is none. */
export function linkAtStart(text: string): Required<TextPiece> | undefined {
  ADDRESS_AT_START.lastIndex = 0;
  const [match] = ADDRESS_AT_START.exec(text) ?? [];
  return match === undefined ? undefined : toLink(match);
}

/** The next address in a text at or after the index `start`; null if there is none. */
function nextLink(text: string, start: number): FoundLink | null {
  ADDRESS.lastIndex = start;
  for (let match = ADDRESS.exec(text); match; match = ADDRESS.exec(text)) {
    const link = toLink(match[0]);
    if (link) return { ...link, index: match.index };
  }
  return null;
}

function toLink(match: string): Required<TextPiece> | undefined {
  const text = withoutTrail(match);
  if (/^https?:\/\/./i.test(text)) return { text, href: text };
  if (/^www\../i.test(text)) return { text, href: `https://${text}` };
  return text.includes("@") ? { text, href: `mailto:${text}` } : undefined;
}

/**
 * An address without the punctuation of its sentence at its end, and without a closing bracket that was opened before
 * the address.
 */
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
