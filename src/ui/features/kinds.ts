/** The kinds of words in code that have a colour: a custom property `--oc-code-<kind>`, and a highlight of the page. */
export const KINDS = [
  "keyword",
  "string",
  "number",
  "type",
  "property",
  "tag",
  "comment",
  "inserted",
  "deleted",
] as const;

export type Kind = (typeof KINDS)[number];

/** The prefix of our highlights' names. All scripts of a page share one registry of highlights. */
export const HIGHLIGHT_PREFIX = "oc-code-";
