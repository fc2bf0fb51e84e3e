import type { Json } from "./json.js";
import { within } from "./waiting.js";

/** An open event stream: what arrived so far, and ways to wait for more. */
export class SessionStream {
  /** Status and headers of the answer. */
  readonly response: Response;
  /** Events in the order they arrived. */
  readonly events: Json[] = [];
  /** Every line block that arrived, comments too, in order. */
  readonly blocks: string[] = [];
  /** True once the stream is over, by either side. */
  ended = false;
  readonly #abort: AbortController;
  #wake: () => void = () => {};

  constructor(response: Response, abort: AbortController) {
    this.response = response;
    this.#abort = abort;
    void this.#read();
  }

  /** Waits until an event of interest has arrived; resolves with all events up to and with it. */
  async until(isLast: (event: Json) => boolean): Promise<Json[]> {
    let index = -1;
    await this.#wait(() => (index = this.events.findIndex(isLast)) >= 0);
    return this.events.slice(0, index + 1);
  }

  /** Waits until `count` events have arrived. */
  async count(count: number): Promise<Json[]> {
    await this.#wait(() => this.events.length >= count);
    return this.events;
  }

  /** Waits until `count` comments have arrived. */
  async comments(count: number): Promise<void> {
    await this.#wait(() => this.blocks.filter((block) => block.startsWith(":")).length >= count);
  }

  /** Waits until the stream is over. */
  async end(): Promise<void> {
    await this.#wait(() => this.ended);
  }

  close(): void {
    this.#abort.abort();
  }

  async #read(): Promise<void> {
    let rest = "";
    const decoder = new TextDecoder();
    try {
      for await (const bytes of this.response.body ?? []) {
        const blocks = (rest + decoder.decode(bytes, { stream: true })).split("\n\n");
        rest = blocks.pop() ?? "";
        for (const block of blocks) this.#take(block);
        this.#wake();
      }
    } catch {
      // Torn off, by us or by the server: over either way.
    }
    this.ended = true;
    this.#wake();
  }

  #take(block: string): void {
    this.blocks.push(block);
    const data = /^data: ([^\n]*)$/m.exec(block)?.[1];
    if (data !== undefined) this.events.push(JSON.parse(data) as Json);
  }

  async #wait(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      if (this.ended) throw new Error(`The stream ended after ${this.events.length} events.`);
      const more = new Promise<void>((resolve) => (this.#wake = resolve));
      await within(more, `more than ${this.events.length} events`);
    }
  }
}

/** Opens an event stream. */
export async function openStream(url: string, headers: Record<string, string> = {}): Promise<SessionStream> {
  const abort = new AbortController();
  return new SessionStream(await fetch(url, { headers, signal: abort.signal }), abort);
}
