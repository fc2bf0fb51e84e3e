import type { Client } from "../wire/client.js";
import { SessionError } from "../wire/errors.js";
import type { SessionEvent } from "../wire/events.js";
import { isObject, text } from "../wire/parse-event.js";
import type { Access } from "./access.js";
import type { SessionStore } from "./store.js";

/** The words in a body that was read separately: it is the text itself, or the JSON it is a field of. */
export function wholeText(content: string, partial: string): string {
  if (partial !== "" && content.startsWith(partial.slice(0, 64))) return content;
  try {
    const body: unknown = JSON.parse(content);
    if (isObject(body)) return text(body.text) ?? text(body.summary) ?? content;
  } catch {
    // Not JSON: it is the text.
  }
  return content;
}

/** Reads the bodies that were too large for the log, one at a time, the newest first. */
export class ContentLoader {
  readonly #options: { store: SessionStore; client: Client; access: Access };
  readonly #spilled: SessionEvent[] = [];
  readonly #abort = new AbortController();
  #loading = false;

  constructor(options: { store: SessionStore; client: Client; access: Access }) {
    this.#options = options;
  }

  /** Takes note of an event; reading starts when the log has been read to its end. */
  note(event: SessionEvent): void {
    if (event.content_ref !== null && event.type.endsWith(".message")) this.#spilled.push(event);
  }

  /** Reads what was noted. */
  async load(): Promise<void> {
    if (this.#loading) return;
    this.#loading = true;
    for (;;) {
      const event = this.#spilled.pop();
      if (!event || this.#abort.signal.aborted) break;
      await this.#loadOne(event);
    }
    this.#loading = false;
  }

  stop(): void {
    this.#abort.abort();
  }

  async #loadOne(event: SessionEvent): Promise<void> {
    const { store, client, access } = this.#options;
    const { signal } = this.#abort;
    try {
      const grant = await access.obtain();
      if (!grant || signal.aborted) return;
      const content = await client.content({ ...grant, eventId: event.id, signal });
      const partial = text(event.body.text) ?? "";
      store.dispatch({ type: "content", seq: event.seq, text: wholeText(content, partial) });
    } catch (error) {
      // What the log had of it stays on the screen.
      if (!signal.aborted && error instanceof SessionError) store.report(error);
    }
  }
}
