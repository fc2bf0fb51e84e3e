/** What code is coloured by. Each has a custom property, `--oc-code-<kind>`, and a highlight of the page. */
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

/** What the names of our highlights begin with: all scripts of a page share one register of them. */
export const HIGHLIGHT_PREFIX = "oc-code-";
