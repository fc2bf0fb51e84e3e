/**
 * The kinds of tokens that have a colour. Each has a custom property `--oc-code-<kind>` and a highlight with the same
 * name.
 */
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

/** A kind of token with a colour. */
export type Kind = (typeof KINDS)[number];

/** The prefix of highlight names. All scripts of a page share one registry of highlights. */
export const HIGHLIGHT_PREFIX = "oc-code-";
