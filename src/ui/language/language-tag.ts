/** The canonical BCP 47 tag, also of a tag with underscores; "" for an invalid tag. */
export function canonicalTag(lang: string): string {
  try {
    // "no" for Norwegian means Bokmål, and browsers canonicalize it in different ways.
    return Intl.getCanonicalLocales(lang.replaceAll("_", "-").replace(/^no\b/i, "nb"))[0] ?? "";
  } catch {
    return "";
  }
}

/** The regions with the Portuguese of Portugal: those whose parent locale in CLDR is `pt-PT`. */
const LIKE_PORTUGAL = /^pt\b.*-(AO|CH|CV|GQ|GW|LU|MO|MZ|PT|ST|TL)\b/;

/** Tags of supported languages that use the Latin script in every region. */
const LATIN = /^(da|de|en|es|fr|it|nb|nl|nn|pl|pt|sv|tr)(-Latn)?(-[A-Z]{2})?$/;

/**
 * The language and script of a canonical tag. Common tags do without `Intl.Locale`, whose first use in a page takes
 * some 7 ms.
 */
function likely(tag: string): { readonly language: string; readonly script?: string } {
  return LATIN.test(tag) ? { language: tag.slice(0, 2), script: "Latn" } : new Intl.Locale(tag).maximize();
}

/** The results of {@link fitting} by tag. A call takes some 0.1 ms, and elements call it at each update. */
const known = new Map<string, readonly string[]>();

/**
 * The tags of tables that fit a page with this canonical tag, best first: the tag itself, the tag without its last
 * subtags, its language with its script, and its language. Tags of another script are left out.
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

/**
 * The script of a canonical tag: its own subtag, or the usual one for its language and region, for example `Hant` for
 * `zh-TW`.
 */
function scriptOf(tag: string): string | undefined {
  return canonicalTag(tag) && likely(tag).script;
}

const RIGHT_TO_LEFT = /^(Adlm|Arab|Hebr|Nkoo|Rohg|Syrc|Thaa)$/;

/** The writing direction of the language of a canonical tag. */
export function writingDirection(tag: string): Direction {
  return RIGHT_TO_LEFT.test(scriptOf(tag) ?? "") ? "rtl" : "ltr";
}

export type Direction = "ltr" | "rtl";
