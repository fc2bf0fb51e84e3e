/*
 * Reads the event stream of v3. The format: https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
import { createParser } from "eventsource-parser";
import { SessionError } from "../errors.js";
import type { SessionEvent } from "../events.js";
import { fromJson, integer } from "../json.js";
import type { Batch } from "../wire.js";
import { parseEvent } from "../parse-event.js";

/** A larger read from the network is delivered in slices of this size, so that folding one does not block the page. */
const SLICE_BYTES = 128 * 1024;

/** The stream ends at a longer frame. The service sends none: it spills bodies over 32 KB. */
const FRAME_LIMIT_CHARS = 16 * 1024 * 1024;

function parseFrame(data: string): SessionEvent {
  let json: unknown;
  try {
    json = fromJson(data);
  } catch (cause) {
    throw new SessionError("protocol", "A frame's data is not JSON.", { cause });
  }
  return parseEvent(json);
}

/**
 * Decodes UTF-8, and makes every line ending LF. The parser keeps a CR at the end of a read back, because an LF may
 * follow. On a quiet stream the event before that CR would wait for the next heartbeat.
 */
function lineDecoder(): (bytes: Uint8Array) => string {
  const decoder = new TextDecoder();
  let endedWithCr = false;
  return (bytes) => {
    let text = decoder.decode(bytes, { stream: true });
    if (text === "") return text;
    if (endedWithCr && text.startsWith("\n")) text = text.slice(1);
    endedWithCr = text.endsWith("\r");
    return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
  };
}

/** The id of the last frame that begins in a text; null when no frame begins in it, or its id is no seq. */
function lastId(text: string): number | null {
  const line = text.lastIndexOf("\nid:") + 1;
  if (line === 0 && !text.startsWith("id:")) return null;
  return integer(/^id: ?(\d+)/.exec(text.slice(line, line + 24))?.[1]) || null;
}

/**
 * Reads a `text/event-stream` body. Yields one batch for each network read, and one for each 128 KB of a larger read. A
 * read that brings no event is a batch too, because any byte shows that the connection lives. Ends with the body or the
 * signal. Cancels the body when the loop is left.
 *
 * @throws {SessionError} code `network` when the connection breaks; `protocol` when one frame exceeds 16 million
 * characters.
 */
export async function* readBatches(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Batch, void, undefined> {
  let events: SessionEvent[] = [];
  let errors: SessionError[] = [];
  let heartbeat = false;
  let overflow: SessionError | null = null;

  const parser = createParser({
    maxBufferSize: FRAME_LIMIT_CHARS,
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

  /** The id of the frame that is being read. */
  let id = 0;
  const decode = lineDecoder();
  const reader = body.getReader();
  // Cancelling also ends the pending read, where a host's own `fetch` knows no signal.
  const leave = () => void reader.cancel().catch(() => {});
  signal.addEventListener("abort", leave);
  try {
    while (!signal.aborted) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw new SessionError("network", "The event stream broke off.", { cause });
      });
      if (done) return;
      for (let start = 0; start < value.length; start += SLICE_BYTES) {
        const text = decode(value.subarray(start, start + SLICE_BYTES));
        id = lastId(text) ?? id;
        parser.feed(text);
        yield { events, errors, heartbeat, ...(overflow ? { unreadable: id } : {}) };
        if (overflow) throw overflow;
        events = [];
        errors = [];
        heartbeat = false;
      }
    }
  } finally {
    signal.removeEventListener("abort", leave);
    // A loop that is left early must close the connection. After the end of the body this does nothing.
    leave();
  }
}
