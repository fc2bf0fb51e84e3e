/** A speech bubble, on a grid of 24 units. */
export const BUBBLE = "M12 4a8 8 0 1 1-3.8 15L4 20l1-4.2A8 8 0 0 1 12 4Z";
/** A cross. */
export const CROSS = "m7 7 10 10M17 7 7 17";

/** Makes one element. Nothing is parsed from text: a page may forbid inline styles and demand Trusted Types. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  return equip(document.createElement(tag), attributes, ...children);
}

/** Draws paths as above in the text's colour; the button around them carries the name. */
export function icon(...paths: readonly string[]): SVGElement {
  const lines = paths.map((d) => equip(document.createElementNS(SVG, "path"), { d }));
  return equip(document.createElementNS(SVG, "svg"), { viewBox: "0 0 24 24" }, ...lines);
}

type Attributes = Readonly<Record<string, string>>;

const SVG = "http://www.w3.org/2000/svg";

function equip<Type extends Element>(
  element: Type,
  attributes: Attributes,
  ...children: readonly (Node | string)[]
): Type {
  for (const name in attributes) element.setAttribute(name, attributes[name] ?? "");
  element.append(...children);
  return element;
}
