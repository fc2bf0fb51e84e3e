/*
 * Character references of HTML, such as `&copy;`, and their characters. All names:
 * https://html.spec.whatwg.org/multipage/named-characters.html
 */
/** The names of U+00A0 to U+00BF, in order. */
const LATIN =
  "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest";

/** The names of U+03B1 to U+03C9, in order. The name of a capital letter begins with a capital. */
const GREEK =
  "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigmaf sigma tau upsilon phi chi psi omega";

/** Other usual names. The last character of each word is what the name stands for. */
const OTHERS =
  "amp& lt< gt> quot\" apos' times× divide÷ ndash– mdash— lsquo‘ rsquo’ sbquo‚ ldquo“ rdquo” bdquo„ bull• hellip… dagger† permil‰ prime′ lsaquo‹ rsaquo› euro€ trade™ larr← uarr↑ rarr→ darr↓ harr↔ rArr⇒ hArr⇔ infin∞ asymp≈ ne≠ le≤ ge≥ minus− radic√ sum∑ prod∏ int∫ part∂ empty∅ isin∈ check✓ cross✗ szligß AEligÆ aeligæ OEligŒ oeligœ Oslash\u00d8 oslashø ensp\u2002 emsp\u2003 thinsp\u2009 colon: lpar( rpar) Tab\t NewLine\n lrm\u200e rlm\u200f zwj\u200d zwnj\u200c ZeroWidthSpace\u200b";

/** Combining marks by the end of a name, as in `&eacute;`. */
const MARKS = new Map(
  "grave\u0300 acute\u0301 circ\u0302 tilde\u0303 uml\u0308 ring\u030a caron\u030c cedil\u0327"
    .split(" ")
    .map(lastIsCharacter),
);

/** The characters by their names, made at the first use. */
let names: Map<string, string> | undefined;

/**
 * The text with its character references, such as `&copy;` or `&#169;`, replaced by their characters. HTML has more
 * than two thousand names. This file knows the usual ones; others stay as they are written.
 */
export function resolveReferences(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]\w{1,15}));/gi,
    (written, decimal?: string, hex?: string, name?: string) =>
      name ? (named(name) ?? written) : numbered(decimal ? Number(decimal) : parseInt(hex ?? "", 16)),
  );
}

function numbered(code: number): string {
  const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : "\ufffd";
}

function named(name: string): string | undefined {
  names ??= new Map([
    ...inOrder(LATIN, 0xa0),
    ...inOrder(GREEK, 0x3b1),
    ...OTHERS.split(" ").map(lastIsCharacter),
  ]);
  return names.get(name) ?? capitalGreek(name) ?? letterWithMark(name);
}

function capitalGreek(name: string): string | undefined {
  const small = names?.get(name.charAt(0).toLowerCase() + name.slice(1)) ?? "";
  return /[α-ω]/.test(small) ? small.toUpperCase() : undefined;
}

/** A letter with a mark, where Unicode has one character for both. */
function letterWithMark(name: string): string | undefined {
  const letter = (name.charAt(0) + (MARKS.get(name.slice(1)) ?? "")).normalize();
  return MARKS.has(name.slice(1)) && letter.length === 1 ? letter : undefined;
}

function inOrder(list: string, first: number): [string, string][] {
  return list.split(" ").map((name, i) => [name, String.fromCharCode(first + i)]);
}

function lastIsCharacter(entry: string): [string, string] {
  return [entry.slice(0, -1), entry.slice(-1)];
}
