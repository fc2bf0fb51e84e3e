import type { ReactiveController, ReactiveControllerHost } from "lit";

/**
 * Fits the launcher's panel around a chat to the visual viewport, by the custom properties `--_top` and `--_height` in
 * pixels. An on-screen keyboard makes the visual viewport smaller, but not the viewport that `position: fixed` and
 * `dvh` refer to. The chat does this instead of the launcher, because only the chat has a text field.
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

  /** Also covers a launcher that is defined after the chat: it sets `deferred`, which updates the chat. */
  hostUpdated(): void {
    const { parentElement: launcher, assignedSlot } = this.#host;
    const panel = launcher?.localName === "oc-launcher" ? assignedSlot?.parentElement : null;
    // The update may run after the element has been disconnected.
    if (!launcher || !panel || panel === this.#panel || !this.#host.isConnected) return;
    this.hostDisconnected();
    this.#panel = panel;
    this.#following = new AbortController();
    this.#follow(panel, launcher, this.#following.signal);
  }

  hostDisconnected(): void {
    this.#panel = null;
    this.#following.abort();
  }

  #follow({ style }: HTMLElement, launcher: HTMLElement, signal: AbortSignal): void {
    // `visualViewport` is null only in a document without a window, where no element is ever connected.
    const viewport = window.visualViewport as VisualViewport;
    const fit = () => {
      // Pinch zoom makes the visual viewport smaller too, but then the panel must not move.
      if (viewport.scale > 1.01) return;
      // While all of the window is visible, the panel's own styles fit it, on a zoomed page in every browser.
      const isWhole = viewport.offsetTop < 1 && innerHeight - viewport.height < 1;
      // The lengths of a zoomed page differ from those of the window. A closed panel has no zoom, so the launcher is asked.
      const zoom = launcher.currentCSSZoom || 1;
      style.setProperty("--_top", isWhole ? "" : `${viewport.offsetTop / zoom}px`);
      style.setProperty("--_height", isWhole ? "" : `${viewport.height / zoom}px`);
    };
    viewport.addEventListener("resize", fit, { signal });
    viewport.addEventListener("scroll", fit, { signal });
    fit();
  }
}
