import { isAllRead } from "../../session/state/state.js";
import type { ChunkWindow } from "../chunks/chunk-window.js";
import { spoken } from "../language/spoken.js";
import type { Transcript } from "./transcript.js";
import { ENGLISH } from "./words.js";

/** A shorter entry is not broken across two printed pages. */
const SHORT_CHARS = 1500;

/** An element that draws an entry. */
interface PrintedEntry extends Element {
  print(on: boolean): void;
}

/**
 * Adds the whole conversation to the document while the page is printed, as far as it has been read, with the URLs of
 * its links. Everything is drawn within the `beforeprint` event, because no task and no microtask runs between that
 * event and the print layout. So nothing more can be read then.
 */
export class Printing {
  readonly #host: Transcript;
  readonly #window: ChunkWindow;
  readonly #media = matchMedia("print");
  /** What has started printing: `event`, the event `beforeprint`; `media`, only the media query. Null: not printing. */
  #reason: "event" | "media" | null = null;
  /** The note that some messages are not printed. */
  #remark: HTMLElement | null = null;

  constructor(host: Transcript, window: ChunkWindow) {
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
    this.#remark?.remove();
    this.#printEntries(false);
    this.#window.printed();
  };

  /**
   * Web views and emulations print without the events `beforeprint` and `afterprint`. In a browser with these events,
   * the media query may stop matching before `afterprint`.
   */
  readonly #onMedia = (): void => {
    if (this.#media.matches) this.#begin("media");
    else if (this.#reason === "media") this.#after();
  };

  #begin(reason: "event" | "media"): void {
    if (this.#reason) {
      if (reason === "event") this.#reason = reason;
    } else if (this.#window.printable) {
      this.#reason = reason;
      this.#window.print();
      this.#printEntries(true);
      if (!isAllRead(this.#host.state)) this.#remarkGap();
    }
  }

  /** Adds a note above the first printed message that there are others. */
  #remarkGap(): void {
    this.#remark = document.createElement("p");
    this.#remark.className = "print-only earlier";
    this.#remark.textContent = spoken(this.#host.presentation, ENGLISH)("print.missing");
    this.#host.querySelector(".feed")?.before(this.#remark);
  }

  #printEntries(on: boolean): void {
    for (const entry of this.#host.querySelectorAll<PrintedEntry>("oc-entry")) {
      entry.print(on);
      entry.classList.toggle("short", on && entry.textContent.length < SHORT_CHARS);
      for (const link of entry.querySelectorAll("a")) {
        link.toggleAttribute("data-address", on && bare(link.textContent) !== bare(link.href));
      }
    }
  }
}

/** A URL without the parts that the text of its link may leave out. */
function bare(address: string): string {
  return address.replace(/^(?:https?:\/\/|mailto:|tel:)/, "").replace(/\/$/, "");
}
