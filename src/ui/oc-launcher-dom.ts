/** A speech bubble, on a grid of 24 units. */
export const BUBBLE =
  "M20.5 11.4c0 4.1-3.8 7.4-8.5 7.4l-2-.2-3.5 2v-3.5c-1.8-1.4-3-3.4-3-5.7C3.5 7.3 7.3 4 12 4s8.5 3.3 8.5 7.4Z";
/** A cross. */
export const CROSS = "m7 7 10 10M17 7 7 17";

/** Makes one element. Nothing is parsed from text: a page may forbid inline styles and demand Trusted Types. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const name in attributes) element.setAttribute(name, attributes[name] ?? "");
  element.append(...children);
  return element;
}

/** Draws one of the paths above in the text's colour; the button around it carries the name. */
export function icon(path: string): SVGElement {
  const namespace = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(namespace, "svg");
  const line = document.createElementNS(namespace, "path");
  drawing.setAttribute("viewBox", "0 0 24 24");
  line.setAttribute("d", path);
  drawing.append(line);
  return drawing;
}
