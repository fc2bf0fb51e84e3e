/** A speech bubble, on a grid of 24 units. */
export const BUBBLE = "M12 4a8 8 0 1 1-3.8 15L4 20l1-4.2A8 8 0 0 1 12 4Z";
/** A cross. */
export const CROSS = "m7 7 10 10M17 7 7 17";

/** Makes one element. Nothing is parsed from text: a page may forbid inline styles and demand Trusted Types. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** Draws paths as above in the text's colour; the button around them carries the name. */
export function icon(...paths: readonly string[]): SVGElement {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  for (const path of paths)
    drawing.appendChild(document.createElementNS(SVG, "path")).setAttribute("d", path);
  return drawing;
}

const SVG = "http://www.w3.org/2000/svg";
