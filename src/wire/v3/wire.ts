import { OnDemand } from "../../on-demand.js";
import { notLoaded, SessionError } from "../errors.js";
import type { SessionEvent } from "../events.js";
import { fromJson, isObject, text } from "../json.js";
import { BASIC_CAPABILITIES, type Wire } from "../wire.js";
import { Client } from "./client.js";
import { readEvent } from "./read-event.js";

/** The code that reads a stream. It is a file of its own, because pages of the log are read before a stream. */
export const streamFile = new OnDemand(() => import("./event-stream.js"));

/**
 * The wire of the sessions API, version 3: a log with levels that is streamed, and a client token for each session.
 *
 * @param baseUrl the API's base, with or without a trailing slash.
 * @param fetcher called as `fetch` is.
 */
export function v3Wire(baseUrl: string, fetcher: typeof fetch): Wire {
  const client = new Client(baseUrl, fetcher);
  return {
    capabilities: BASIC_CAPABILITIES,
    read: readEvent,
    async stream(options) {
      const opening = client.stream(options);
      // The file is loaded while the answer is on its way.
      const loading = streamFile.load().catch((cause: unknown) => notLoaded("reads a stream", cause));
      const body = await opening;
      const cancel = () => void body.cancel().catch(() => {});
      const file = streamFile.loaded ?? (await loading);
      if (!(file instanceof SessionError))
        return { batches: (signal) => file.readBatches(body, signal), cancel };
      cancel();
      throw file;
    },
    page: (options) => client.page(options),
    post: async (options) => ({ turnId: null, heldId: null, ...(await client.post(options)) }),
    async whole({ event, ...options }) {
      return withContent(event, await client.content({ ...options, eventId: event.id }));
    },
  };
}

/**
 * An event with its whole body in place of the part that the log has.
 *
 * @param content the whole body: a JSON object, or the whole of `body.text`, which begins like the part in the log.
 */
export function withContent(event: SessionEvent, content: string): SessionEvent {
  const partial = text(event.body.text);
  const isText = partial !== null && content.startsWith(partial.slice(0, 64));
  const body = isText ? null : bodyIn(content);
  return { ...event, body: body ?? { ...event.body, text: content }, body_truncated: false };
}

function bodyIn(content: string): SessionEvent["body"] | null {
  try {
    const body: unknown = fromJson(content);
    return isObject(body) ? body : null;
  } catch {
    return null;
  }
}
