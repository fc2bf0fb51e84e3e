import { css } from "lit";

/** The rules for what is drawn of words: a file of its own brings them along, with what draws that. */
export interface ContentRules {
  readonly content: string;
  readonly print: string;
}

/** Empty until the rules are here, so that they have their place in the cascade. */
export const contentSheet = css``;
export const printSheet = css``;

/** Has every chat of the page follow the rules. */
export function styleContent({ content, print }: ContentRules): void {
  contentSheet.styleSheet?.replaceSync(content);
  printSheet.styleSheet?.replaceSync(print);
}
