/*
 * Nodes without Lit, for the files that are loaded on demand: each would else carry a second copy of it.
 */

/** An element with a class or a part, and what is in it. */
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

/** Writes only what is not there already: a selection stays. */
export function write(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
