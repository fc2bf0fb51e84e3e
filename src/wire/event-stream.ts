import { createParser } from "eventsource-parser";
import { SessionError } from "./errors.js";
import type { SessionEvent } from "./events.js";
import { parseEvent } from "./parse-event.js";

/** What one read from the network brought. */
export interface Batch {
  readonly events: readonly SessionEvent[];
  /** Frames that could not be read; the good ones around them are in `events`. Code `protocol`. */
  readonly errors: readonly SessionError[];
  /** A comment line came after the last event: the server has nothing more to say for now. */
  readonly heartbeat: boolean;
}

/** A read larger than this is handed on in slices, so that folding it never blocks for long. */
const SLICE = 128 * 1024;

/** No honest frame is near this long (a larger body is spilled); beyond it the stream is given up. */
const LONGEST_FRAME = 16 * 1024 * 1024;

function parseFrame(data: string): SessionEvent {
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch (cause) {
    throw new SessionError("protocol", "A frame's data is not JSON.", { cause });
  }
  return parseEvent(json);
}

/**
 * Reads a `text/event-stream` body: one batch for each network read (for each 128 KB of a larger one), also
 * for reads that bring no event, since any byte is a sign of life. Ends with the body; cancels it when left.
 *
 * @throws {SessionError} code `network` when the connection breaks; `protocol` when one frame exceeds 16
 *   million characters.
 */
export async function* readBatches(body: ReadableStream<Uint8Array>): AsyncGenerator<Batch, void, undefined> {
  let events: SessionEvent[] = [];
  let errors: SessionError[] = [];
  let heartbeat = false;
  let overflow: SessionError | null = null;

  const parser = createParser({
    maxBufferSize: LONGEST_FRAME,
    onEvent({ data }) {
      try {
        events.push(parseFrame(data));
        heartbeat = false;
      } catch (error) {
        errors.push(error as SessionError);
      }
    },
    onComment() {
      heartbeat = true;
    },
    onError(error) {
      if (error.type === "max-buffer-size-exceeded") {
        overflow = new SessionError("protocol", "A frame of the event stream is too long.", { cause: error });
      }
    },
  });

  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw new SessionError("network", "The event stream broke off.", { cause });
      });
      if (done) return;
      for (let start = 0; start < value.length; start += SLICE) {
        parser.feed(decoder.decode(value.subarray(start, start + SLICE), { stream: true }));
        yield { events, errors, heartbeat };
        if (overflow) throw overflow;
        events = [];
        errors = [];
        heartbeat = false;
      }
    }
  } finally {
    // Leaving early (a break, an abort, a throw) must close the connection; after its end this does nothing.
    reader.cancel().catch(() => {});
  }
}
