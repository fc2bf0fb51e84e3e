const SVG = "http://www.w3.org/2000/svg";

/**
 * The shapes of an icon on a grid of 20 by 20 units: for each shape, the name of its SVG element and its attributes.
 */
export type Shapes = readonly (readonly [name: string, attributes: Readonly<Record<string, string>>])[];

/** Done, ok, copied: a tick. */
export const CHECK: Shapes = [["path", { d: "m4.5 10.5 3.5 3.5 7.5-8" }]];

/** Failed: a cross. */
export const CROSS: Shapes = [["path", { d: "m5.5 5.5 9 9m0-9-9 9" }]];

/** Fold: a chevron that points to the end of the line. */
export const CHEVRON: Shapes = [["path", { d: "m8 5 5 5-5 5" }]];

/** Copy: two sheets. */
export const COPY: Shapes = [
  ["rect", { x: "7", y: "7", width: "9", height: "9", rx: "2" }],
  ["path", { d: "M13 4.5A1.5 1.5 0 0 0 11.5 4h-6A1.5 1.5 0 0 0 4 5.5v6A1.5 1.5 0 0 0 4.5 13" }],
];

/** An image that has not been loaded. */
export const IMAGE: Shapes = [
  ["rect", { x: "3", y: "4", width: "14", height: "12", rx: "2" }],
  ["path", { d: "m3.5 14 4-4 3 3 2.5-2.5 3.5 3.5" }],
  ["circle", { class: "solid", cx: "13", cy: "7.5", r: "1" }],
];

/** A file. */
export const FILE: Shapes = [["path", { d: "M11.5 3H6v14h9V6.5zm0 0v3.5H15" }]];

/** A preview: a globe. */
export const PREVIEW: Shapes = [
  ["circle", { cx: "10", cy: "10", r: "7" }],
  ["path", { d: "M3 10h14M10 3c4.5 4.5 4.5 9.5 0 14M10 3c-4.5 4.5-4.5 9.5 0 14" }],
];

/** A pull request: one line of work joining another. */
export const PULL_REQUEST: Shapes = [
  ["circle", { cx: "5.5", cy: "5", r: "1.75" }],
  ["circle", { cx: "5.5", cy: "15", r: "1.75" }],
  ["circle", { cx: "14.5", cy: "15", r: "1.75" }],
  ["path", { d: "M5.5 6.75v6.5M10 5h2.5a2 2 0 0 1 2 2v6.25" }],
];

/** Information: a letter i in a ring. */
export const INFO: Shapes = [
  ["circle", { cx: "10", cy: "10", r: "7" }],
  ["path", { d: "M10 9.5v4" }],
  ["circle", { class: "solid", cx: "10", cy: "6.5", r: ".75" }],
];

/** To attach files: a paper clip. */
export const CLIP: Shapes = [
  [
    "path",
    {
      d: "m8 10.5 4.2-4.2a1.9 1.9 0 0 1 2.7 2.7l-5.6 5.6a3.4 3.4 0 0 1-4.8-4.8l5.3-5.3a4.9 4.9 0 0 1 3.5-1.4",
    },
  ],
];

/** Draws an icon in the colour and size of the text, without Lit: for files on demand. */
export function drawIcon(shapes: Shapes): Element {
  const svg = document.createElementNS(SVG, "svg");
  const draw = (element: Element, attributes: Readonly<Record<string, string>>) => {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  draw(svg, { class: "icon", viewBox: "0 0 20 20", "aria-hidden": "true", focusable: "false" });
  svg.append(...shapes.map(([name, attributes]) => draw(document.createElementNS(SVG, name), attributes)));
  return svg;
}
