/**
 * The locales for the formatting of dates and numbers in a language, best first. Chromium does not support Nynorsk and
 * would use the language of the browser, so Bokmål follows as the nearest one.
 */
export function formatTags(tag: string): readonly string[] {
  return /^nn\b/.test(tag) ? [tag, "nb"] : [tag];
}
