/** How many characters of a step's name, and of its detail, the line shows. */
const LINE_CHARS = 200;

/** The first line of a text, cut at {@link LINE_CHARS}. */
export function firstLine(text: string): string {
  const [line = ""] = text.trim().slice(0, LINE_CHARS).split("\n", 1);
  return line.length < text.trim().length ? `${line.trimEnd()}…` : line;
}

/** The time between two updates of a running clock. */
const TICK_MS = 1000;

/** Calls a function each second while that is needed and the element is in the document. */
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
