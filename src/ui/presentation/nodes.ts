/*
 * Makes nodes without Lit, for the files that are loaded on demand: with it, each of them would have its own copy of
 * Lit.
 */

/** Makes an element with attributes and children. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>>,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Sets the text of an element only if it differs, so that a selection in it stays. */
export function write(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
