/** The tag as BCP 47 writes it, also where a page has underscores; "" for what is no tag at all. */
export function canonicalTag(lang: string): string {
  try {
    // "no", Norwegian, has long meant Bokmål, and browsers differ in what they make of it.
    return Intl.getCanonicalLocales(lang.replaceAll("_", "-").replace(/^no\b/i, "nb"))[0] ?? "";
  } catch {
    return "";
  }
}

/** Where Portuguese is written as in Portugal: the regions that CLDR gives `pt-PT` for a parent. */
const LIKE_PORTUGAL = /^pt\b.*-(AO|CH|CV|GQ|GW|LU|MO|MZ|PT|ST|TL)\b/;

/** Languages of our tables that are written in Latin letters in every region. */
const LATIN = /^(da|de|en|es|fr|it|nb|nl|nn|pl|pt|sv|tr)(-Latn)?(-[A-Z]{2})?$/;

/** The language and script that a canonical tag stands for. To ask a browser the first time takes it some 7 ms. */
function likely(tag: string): { readonly language: string; readonly script?: string } {
  return LATIN.test(tag) ? { language: tag.slice(0, 2), script: "Latn" } : new Intl.Locale(tag).maximize();
}

/** By tag: to ask a browser for likely scripts takes it some 0.1 ms, and elements ask with each update. */
const known = new Map<string, readonly string[]>();

/**
 * The tags of tables that serve a page of this canonical tag, best first: the tag with ever less behind it, its
 * language in its script, its language. None is in another script: Traditional Chinese is not read from Simplified.
 */
export function fitting(tag: string): readonly string[] {
  let tags = known.get(tag);
  if (!tags) known.set(tag, (tags = tag ? findFitting(tag) : []));
  return tags;
}

function findFitting(tag: string): string[] {
  const tags: string[] = [];
  for (let part = tag; part.includes("-"); part = part.slice(0, part.lastIndexOf("-"))) tags.push(part);
  const { language, script } = likely(tag);
  if (LIKE_PORTUGAL.test(tag)) tags.push("pt-PT");
  return [...tags, `${language}-${script}`, language].filter((part) => scriptOf(part) === script);
}

/** The script that a language is written in unless its tag says another: Traditional for `zh-TW`. */
function scriptOf(tag: string): string | undefined {
  return canonicalTag(tag) && likely(tag).script;
}

const RIGHT_TO_LEFT = /^(Adlm|Arab|Hebr|Nkoo|Rohg|Syrc|Thaa)$/;

/** The direction that a language of this canonical tag is written in. */
export function writingDirection(tag: string): Direction {
  return RIGHT_TO_LEFT.test(scriptOf(tag) ?? "") ? "rtl" : "ltr";
}

export type Direction = "ltr" | "rtl";
