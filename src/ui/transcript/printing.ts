import type { LitElement, ReactiveController } from "lit";
import type { OcEntry } from "../entry/oc-entry.js";
import type { ChunkWindow } from "../chunks/chunk-window.js";

/**
 * Has the whole conversation in the document while the page is printed. All is drawn within the event before that:
 * no task and no microtask runs until the paper is laid out.
 */
export class Printing implements ReactiveController {
  readonly #host: LitElement;
  readonly #window: () => ChunkWindow | undefined;
  readonly #media = matchMedia("print");
  /** `event` while the browser has told of a print, `media` while only the page's medium says so. */
  #reason: "event" | "media" | null = null;

  constructor(host: LitElement, window: () => ChunkWindow | undefined) {
    this.#host = host;
    this.#window = window;
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener("beforeprint", this.#before);
    addEventListener("afterprint", this.#after);
    this.#media.addEventListener("change", this.#onMedia);
  }

  hostDisconnected(): void {
    removeEventListener("beforeprint", this.#before);
    removeEventListener("afterprint", this.#after);
    this.#media.removeEventListener("change", this.#onMedia);
    this.#after();
  }

  readonly #before = (): void => {
    this.#begin("event");
  };

  readonly #after = (): void => {
    if (!this.#reason) return;
    this.#reason = null;
    this.#printEntries(false);
    this.#window()?.printed();
  };

  /** Web views and emulations print without the events. A browser that has them may leave the medium in between. */
  readonly #onMedia = (): void => {
    if (this.#media.matches) this.#begin("media");
    else if (this.#reason === "media") this.#after();
  };

  #begin(reason: "event" | "media"): void {
    const window = this.#window();
    if (this.#reason) {
      if (reason === "event") this.#reason = reason;
    } else if (window?.printable) {
      this.#reason = reason;
      window.print();
      this.#printEntries(true);
    }
  }

  #printEntries(on: boolean): void {
    for (const entry of this.#host.querySelectorAll<OcEntry>("oc-entry")) entry.print(on);
  }
}
