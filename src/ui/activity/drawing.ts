/** As much of a step's name and detail as the line shows, in characters. */
const LINE_CHARS = 200;

const SVG = "http://www.w3.org/2000/svg";

/** The icons of this file's own, on a 20-unit grid as all others are. */
const PATHS = { ok: "m4.5 10.5 3.5 3.5 7.5-8", failed: "m5.5 5.5 9 9m0-9-9 9", fold: "m8 5 5 5-5 5" };

export type IconName = keyof typeof PATHS;

/** An element with a class or a part, and what is in it. */
export function make(
  tag: string,
  attributes: Readonly<Record<string, string>>,
  ...children: (Node | string)[]
) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export function icon(name: IconName): Element {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("class", "icon");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** Writes only what is not there already: a selection stays. */
export function write(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** The first line of a text, cut at {@link LINE_CHARS}. */
export function firstLine(text: string): string {
  const [line = ""] = text.trim().slice(0, LINE_CHARS).split("\n", 1);
  return line.length < text.trim().length ? `${line.trimEnd()}…` : line;
}

/** How often a running clock is looked at, in milliseconds. */
const TICK_MS = 1000;

/** Does something each second, for as long as there is something to do and the element is in the document. */
export class Ticking {
  readonly #element: Element;
  readonly #tick: () => void;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(element: Element, tick: () => void) {
    this.#element = element;
    this.#tick = tick;
  }

  run(isNeeded: boolean): void {
    if (!isNeeded) return this.#stop();
    this.#timer ??= setInterval(() => (this.#element.isConnected ? this.#tick() : this.#stop()), TICK_MS);
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
