import { v3Wire } from "./v3/wire.js";
import type { Wire } from "./wire.js";

/** How the service is reached. */
export interface ConnectOptions {
  /** The API's base, with or without a trailing slash. */
  readonly baseUrl: string;
  /** Called as `fetch` is; default the global one, looked up at each call. */
  readonly fetch?: typeof fetch | undefined;
}

/** The wire that a session speaks: the one place that knows the dialects. */
export function connectWire({ baseUrl, fetch }: ConnectOptions): Wire {
  return v3Wire(baseUrl, fetch);
}
