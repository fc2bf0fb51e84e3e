import type { SessionEvent } from "../../wire/events.js";
import type { Renderer, Presentation } from "../presentation/presentation.js";

/** The result of a host's renderer: a text, a node in the light DOM that is shown in `slot`, or nothing. */
export type CustomContent =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "slot"; readonly slot: string }
  | { readonly kind: "hidden" };

/** The renderer for an event: the one with the exact name of its type, else the one with the longest `prefix.*`. */
function findRenderer(event: SessionEvent | undefined, { renderers }: Presentation): Renderer | undefined {
  if (!event || !renderers) return undefined;
  const { type } = event;
  for (let name = type, end = type.length; ; name = `${type.slice(0, end)}.*`) {
    const renderer = Object.hasOwn(renderers, name) ? renderers[name] : undefined;
    if (typeof renderer === "function") return renderer;
    end = type.lastIndexOf(".", end - 1);
    if (end < 0) return undefined;
  }
}

let slots = 0;

/** The renderer that was last called for an event, and whether it has hidden the entry. */
const answers = new WeakMap<SessionEvent, readonly [Renderer, boolean]>();

/**
 * Whether a host's renderer hides the entry of `event`. If the entry was never drawn, the renderer is called, and its
 * signal is aborted at once, as if the entry had left the document.
 */
export function isHidden(event: SessionEvent | undefined, presentation: Presentation): boolean {
  const renderer = findRenderer(event, presentation);
  if (!event || !renderer) return false;
  let answer = answers.get(event);
  if (answer?.[0] !== renderer) {
    const abort = new AbortController();
    let result: unknown;
    try {
      result = renderer(event, { signal: abort.signal });
    } catch {
      // The default is drawn, and the error is reported then.
    }
    abort.abort();
    answers.set(event, (answer = [renderer, result === null]));
  }
  return answer[1];
}

/**
 * Draws one entry by a host's renderer. Calls the renderer once for an event, and appends its node to the light DOM of
 * the host. Aborts the signal and removes the node when the event or the renderer changes, or the entry is removed.
 */
export class CustomRendering {
  #event: SessionEvent | undefined;
  #renderer: Renderer | undefined;
  #content: CustomContent | null = null;
  #node: Element | undefined;
  #abort: AbortController | undefined;

  /**
   * The content to show instead of the default; null for the default.
   *
   * @param failed called with the renderer's name when it throws, or returns an invalid value.
   */
  update(
    event: SessionEvent | undefined,
    presentation: Presentation,
    failed: (what: string, cause: unknown) => void,
  ): CustomContent | null {
    const renderer = findRenderer(event, presentation);
    if (event === this.#event && renderer === this.#renderer) return this.#content;
    this.clear();
    if (!event || !renderer) return null;
    this.#event = event;
    this.#renderer = renderer;
    this.#abort = new AbortController();
    try {
      this.#content = this.#place(renderer(event, { signal: this.#abort.signal }), presentation.host);
    } catch (cause) {
      failed(`The renderer for "${event.type}"`, cause);
    }
    answers.set(event, [renderer, this.#content?.kind === "hidden"]);
    return this.#content;
  }

  /** Aborts the renderer's signal, and removes its node. */
  clear(): void {
    this.#abort?.abort();
    this.#node?.remove();
    this.#event = this.#renderer = this.#node = this.#abort = undefined;
    this.#content = null;
  }

  #place(result: unknown, host: HTMLElement): CustomContent | null {
    if (result === undefined) return null;
    if (result === null) return { kind: "hidden" };
    if (typeof result === "string") return { kind: "text", text: result };
    if (!(result instanceof Node))
      throw new TypeError("A renderer must return a Node, string, null or undefined.");
    this.#node = result instanceof Element ? result : document.createElement("div");
    if (this.#node !== result) this.#node.append(result);
    this.#node.slot = `oc-entry-${(slots += 1)}`;
    host.append(this.#node);
    return { kind: "slot", slot: this.#node.slot };
  }
}
