import { OnDemand } from "../../on-demand.js";
import { notLoaded, SessionError } from "../errors.js";
import { BASIC_CAPABILITIES, type Wire } from "../wire.js";
import { Client } from "./client.js";
import { readEvent } from "./read-event.js";

/** The code that reads a stream. It is a file of its own, because pages of the log are read before a stream. */
export const streamFile = new OnDemand(() => import("./event-stream.js"));

/** The code that posts messages and reads whole bodies. It is a file of its own, because the log is read before. */
export const messagesFile = new OnDemand(() => import("./messages.js"));

const loadMessages = () =>
  messagesFile.load().catch((cause: unknown) => {
    throw notLoaded("posts messages", cause);
  });

/**
 * The wire of the sessions API, version 3: a log with levels that is streamed, and a client token for each session.
 *
 * @param baseUrl the API's base, without a trailing slash.
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
    post: async (options) => (messagesFile.loaded ?? (await loadMessages())).post(client, options),
    whole: async (options) => (messagesFile.loaded ?? (await loadMessages())).whole(client, options),
  };
}
