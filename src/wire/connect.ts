/*
 * The dialects of the service: their names, their base URLs and their wires.
 */
import { OnDemand } from "../on-demand.js";
import { functionIn, notLoaded } from "./errors.js";
import type { Dialect } from "./spoken-wire.js";
import { messagesFile, streamFile, v3Wire } from "./v3/wire.js";
import { BASIC_CAPABILITIES, SERVERLESS_CAPABILITIES } from "./wire.js";

/** The name of a dialect, as the host gives it in the option `protocol`. */
export type Protocol = "v3" | "serverless";

/** Whether `value` is the name of a dialect. */
export function isProtocol(value: unknown): value is Protocol {
  return value === "v3" || value === "serverless";
}

/** The base URL of each dialect, where the host gives none. */
const BASE_URLS: Readonly<Record<Protocol, string>> = {
  v3: "https://api.opencomputer.dev/v3",
  serverless: "/api/opencomputer/managed-agents",
};

/** The base URL of the service: the given one without slashes at its end, or the one of the dialect. */
export function baseUrlOf(protocol: Protocol, given?: string | null): string {
  return (given || BASE_URLS[protocol]).replace(/(?<!\/)\/+$/, "");
}

/** The code of the dialect `serverless`, a file of its own. */
export const serverlessFile = new OnDemand(() => import("./serverless/wire.js"));

export { messagesFile, streamFile };

/** How the service is reached. */
export interface ConnectOptions {
  readonly protocol: Protocol;
  /** As {@link baseUrlOf} gives it. */
  readonly baseUrl: string;
  /** Called as `fetch` is. Default: the global `fetch`, looked up at each call. */
  readonly fetch?: typeof fetch | undefined;
  /** Whether cookies are sent to another origin too. Cookies are the access of `serverless`; `v3` sends none. */
  readonly withCredentials: boolean;
}

/**
 * The host's `fetch`. Default: the global `fetch`, looked up at each call.
 *
 * A call throws a {@link SessionError} with the code `config` if the host's is no function.
 */
export function fetchOf(given: typeof fetch | null | undefined): typeof fetch {
  return (input, init) => functionIn("fetch", given ?? globalThis.fetch)(input, init);
}

/** The dialect of a session. No other function of the package knows which dialects there are. */
export function dialectOf({ protocol, baseUrl, withCredentials, ...options }: ConnectOptions): Dialect {
  const name = `${protocol} ${baseUrl}`;
  const fetch = fetchOf(options.fetch);
  if (protocol === "v3") {
    const wire = v3Wire(baseUrl, fetch);
    return { name, capabilities: BASIC_CAPABILITIES, wire, load: async () => wire };
  }
  const load = async () => {
    try {
      return (await serverlessFile.load()).serverlessWire({ baseUrl, fetch, withCredentials });
    } catch (cause) {
      throw notLoaded("speaks with serverless agents", cause);
    }
  };
  return { name, capabilities: SERVERLESS_CAPABILITIES, wire: null, load };
}
