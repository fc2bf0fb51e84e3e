import type { SessionEvent } from "../../wire/events.js";
import type { Renderer, Renderers, Presentation } from "../presentation/presentation.js";

/** The result of a host's renderer: a text, a node in the light DOM that is shown in `slot`, or nothing. */
export type CustomContent =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "slot"; readonly slot: string }
  | { readonly kind: "hidden" };

/** The renderer for a type: the one with the exact name, else the one with the longest `prefix.*`. */
function findRenderer(renderers: Renderers, type: string): Renderer | undefined {
  for (let name = type, end = type.length; ; name = `${type.slice(0, end)}.*`) {
    const renderer = Object.hasOwn(renderers, name) ? renderers[name] : undefined;
    if (typeof renderer === "function") return renderer;
    end = type.lastIndexOf(".", end - 1);
    if (end < 0) return undefined;
  }
}

let slots = 0;

const hidden = new WeakSet<SessionEvent>();

/** Whether a host's renderer has hidden the entry of `event`. */
export function isHidden(event: SessionEvent): boolean {
  return hidden.has(event);
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
    const renderer =
      event && presentation.renderers ? findRenderer(presentation.renderers, event.type) : undefined;
    if (event === this.#event && renderer === this.#renderer) return this.#content;
    this.clear();
    if (!event || !renderer) return null;
    this.#event = event;
    this.#renderer = renderer;
    hidden.delete(event);
    this.#abort = new AbortController();
    try {
      this.#content = this.#place(renderer(event, { signal: this.#abort.signal }), presentation.host);
      if (this.#content?.kind === "hidden") hidden.add(event);
    } catch (cause) {
      failed(`The renderer for "${event.type}"`, cause);
    }
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
