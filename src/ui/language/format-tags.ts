/**
 * The tags by which to format dates and numbers for a language, best first. Chromium knows no Nynorsk and would take
 * the language of the browser; Bokmål is the nearest it knows.
 */
export function formatTags(tag: string): readonly string[] {
  return /^nn\b/.test(tag) ? [tag, "nb"] : [tag];
}
