import type { EventStream } from "./event-stream.js";

/** The event streams that are open now. */
export class OpenStreams {
  readonly #streams = new Set<EventStream>();

  add(stream: EventStream): void {
    this.#streams.add(stream);
  }

  delete(stream: EventStream): void {
    this.#streams.delete(stream);
  }

  /** Cuts the streams of one session, or all of them, without an orderly end; returns how many. */
  drop(session?: string): number {
    const chosen = [...this.#streams].filter((stream) => session === undefined || stream.session === session);
    for (const stream of chosen) stream.drop();
    return chosen.length;
  }

  /** Ends the streams of a session whose readers came with a client token. */
  expire(session: string): void {
    for (const stream of this.#streams) {
      if (stream.session === session && stream.expires) stream.end();
    }
  }

  /** Ends all streams. */
  end(): void {
    for (const stream of this.#streams) stream.end();
  }
}
