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
    return this.#each(session, (stream) => stream.drop());
  }

  /** Ends the streams of one session, or all of them; returns how many. */
  end(session?: string): number {
    return this.#each(session, (stream) => stream.end());
  }

  #each(session: string | undefined, act: (stream: EventStream) => void): number {
    const chosen = [...this.#streams].filter((stream) => session === undefined || stream.session === session);
    for (const stream of chosen) act(stream);
    return chosen.length;
  }
}
