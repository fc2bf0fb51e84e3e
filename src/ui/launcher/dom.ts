/** A speech bubble, on a grid of 24 units. */
export const BUBBLE = "M4 20l1-4a8 8 0 1 1 3 3Z";
/** A cross. */
export const CROSS = "m7 7 10 10M17 7 7 17";

/** Makes one element. Nothing is parsed from text: a page may forbid inline styles and demand Trusted Types. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> | { part: string } = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** Draws a path in the text's colour; the button around it carries the name. */
export function icon(path: SVGElement): SVGElement {
  return draw("svg", "viewBox", "0 0 24 24", path);
}

/** A path as above, in an {@link icon}. */
export function path(d: string): SVGElement {
  return draw("path", "d", d);
}

function draw(tag: string, attribute: string, value: string, ...children: readonly Node[]): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag) as SVGElement;
  element.setAttribute(attribute, value);
  element.append(...children);
  return element;
}
