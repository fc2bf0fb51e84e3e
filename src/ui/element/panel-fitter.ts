import type { ReactiveController, ReactiveControllerHost } from "lit";

/**
 * Tells the launcher's panel around a chat which part of the window can be seen. An on-screen keyboard makes the
 * visual viewport smaller, but not what `position: fixed` and `dvh` refer to. Writes `--_top` and `--_height`, in
 * pixels. The chat does so and not the launcher, because the chat has the only field in the panel.
 */
export class PanelFitter implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #panel: HTMLElement | null = null;
  #following = new AbortController();

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.hostUpdated();
  }

  /** A launcher that is defined after the chat tells it so by `deferred`, which updates it. */
  hostUpdated(): void {
    const { parentElement, assignedSlot } = this.#host;
    const panel = parentElement?.localName === "oc-launcher" ? assignedSlot?.parentElement : null;
    // This update may come after the element has been disconnected.
    if (!panel || panel === this.#panel || !this.#host.isConnected) return;
    this.hostDisconnected();
    this.#panel = panel;
    this.#following = new AbortController();
    this.#follow(panel, this.#following.signal);
  }

  hostDisconnected(): void {
    this.#panel = null;
    this.#following.abort();
  }

  #follow({ style }: HTMLElement, signal: AbortSignal): void {
    // `visualViewport` is null only in a document without a window, where no element is ever connected.
    const viewport = window.visualViewport as VisualViewport;
    const fit = () => {
      // A pinch makes the visual viewport smaller too, but the panel has to stay where it is on the page.
      if (viewport.scale > 1.01) return;
      style.setProperty("--_top", `${viewport.offsetTop}px`);
      style.setProperty("--_height", `${viewport.height}px`);
    };
    viewport.addEventListener("resize", fit, { signal });
    viewport.addEventListener("scroll", fit, { signal });
    fit();
  }
}
