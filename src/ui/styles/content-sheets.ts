import { css } from "lit";

/** The styles of drawn text. They are loaded together with the markdown code. */
export interface ContentRules {
  readonly content: string;
  readonly print: string;
}

/** Empty until the rules are loaded, to keep their place in the cascade. */
export const contentSheet = css``;
export const printSheet = css``;

/** Applies the rules to every chat of the page. */
export function styleContent({ content, print }: ContentRules): void {
  contentSheet.styleSheet?.replaceSync(content);
  printSheet.styleSheet?.replaceSync(print);
}
