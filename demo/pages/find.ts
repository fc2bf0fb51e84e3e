/**
 * An element that the page's markup must contain.
 *
 * @throws Error if it does not, because page and script then do not match
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
