import { createParser } from "eventsource-parser";
import { Arrivals } from "./arrivals.js";
import { Mismatch, hold } from "./mismatch.js";
import { eventShape, read, type WireEvent } from "./shapes.js";

/** An event with the id of its frame. */
export interface Frame {
  readonly id: string | undefined;
  readonly event: WireEvent;
}

/** An open event stream of the backend under test. */
export class EventStream {
  readonly response: Response;
  /** The frames that have arrived, in this order. */
  readonly frames: Frame[] = [];
  /** The number of comments and events that have arrived. */
  signs = 0;
  readonly #abort: AbortController;
  readonly #timeoutMs: number;
  #failure: Error | undefined;
  readonly #arrivals = new Arrivals();

  private constructor(response: Response, abort: AbortController, timeoutMs: number) {
    this.response = response;
    this.#abort = abort;
    this.#timeoutMs = timeoutMs;
    void this.#read();
  }

  /** @throws Mismatch if the answer is no event stream */
  static async open(url: string, headers: Record<string, string>, timeoutMs: number): Promise<EventStream> {
    const abort = new AbortController();
    const late = setTimeout(() => abort.abort(new Mismatch("The stream was not opened in time.")), timeoutMs);
    try {
      const response = await fetch(url, { headers, redirect: "manual", signal: abort.signal });
      const type = response.headers.get("content-type") ?? "nothing";
      hold(response.status === 200, `The stream was answered ${response.status}, not 200.`);
      hold(type.startsWith("text/event-stream"), `The stream is labelled ${type}, not text/event-stream.`);
      return new EventStream(response, abort, timeoutMs);
    } catch (error) {
      abort.abort();
      throw error;
    } finally {
      clearTimeout(late);
    }
  }

  /** The seqs that have arrived. */
  get seqs(): number[] {
    return this.frames.map(({ event }) => event.seq);
  }

  /** Waits for an event that matches. */
  async until(matches: (event: WireEvent) => boolean, what: string): Promise<WireEvent> {
    const find = () => this.frames.find(({ event }) => matches(event))?.event;
    await this.wait(() => find() !== undefined, `The stream did not bring ${what}`);
    return find() as WireEvent;
  }

  /**
   * Waits for a condition.
   *
   * @throws Mismatch with `missing` if it takes too long or the stream ends
   */
  async wait(isTrue: () => boolean, missing: string, timeoutMs = this.#timeoutMs): Promise<void> {
    const isOver = () => {
      if (isTrue()) return true;
      if (this.#failure) throw this.#failure;
      return false;
    };
    await this.#arrivals.until(isOver, () => missing, timeoutMs);
  }

  close(): void {
    this.#abort.abort();
  }

  async #read(): Promise<void> {
    const parser = createParser({
      onEvent: ({ id, data }) => {
        this.signs++;
        this.frames.push({ id, event: read(eventShape, JSON.parse(data), "the stream") });
      },
      onComment: () => this.signs++,
    });
    const decoder = new TextDecoder();
    try {
      for await (const bytes of this.response.body ?? []) {
        parser.feed(decoder.decode(bytes, { stream: true }));
        this.#arrivals.notify();
      }
      this.#failure = new Mismatch("The stream ended.");
    } catch (error) {
      this.#failure =
        error instanceof Mismatch ? error : new Mismatch(`The stream broke: ${(error as Error).message}.`);
    }
    this.#arrivals.notify();
  }
}
