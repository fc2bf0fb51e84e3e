/**
 * The element that a page's markup is known to hold.
 *
 * @throws Error when it does not: page and script have come apart.
 */
export function find<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  within: ParentNode,
): HTMLElementTagNameMap[Tag];
export function find<Type extends HTMLElement = HTMLElement>(selector: string, within: ParentNode): Type;
export function find(selector: string, within: ParentNode): Element {
  const element = within.querySelector(selector);
  if (!element) throw new Error(`The page has no "${selector}".`);
  return element;
}
