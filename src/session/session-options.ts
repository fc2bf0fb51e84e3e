import type { Level } from "../wire/events.js";
import type { Clock } from "./time/clock.js";
import { askEndpoint } from "./access/endpoint.js";
import type { GetClientToken } from "./access/grant.js";
import { newIdempotencyKey } from "./sending/idempotency-key.js";
import type { Storages } from "./sending/outbox.js";

/** What a session is opened with: `session` and `token`, or somebody to ask for them. */
export interface SessionOptions {
  readonly session?: string | null;
  /** A client token (never an org key). */
  readonly token?: string | null;
  /** The API. Default `https://api.opencomputer.dev/v3`. */
  readonly baseUrl?: string;
  /** URL of the host's backend that hands out tokens. */
  readonly endpoint?: string | null;
  /** Send cookies to an endpoint of another origin. Default false. */
  readonly withCredentials?: boolean;
  /** Asked for tokens before `endpoint` is. */
  readonly getClientToken?: GetClientToken | null;
  /**
   * Tells this conversation's unsent messages from those of others of the same origin, where there is neither
   * `endpoint` nor `session` to do it. Default "".
   */
  readonly name?: string;
  /** Used for the API and the endpoint alike. Default the global `fetch`. */
  readonly fetch?: typeof fetch;
  /** Default `user`. */
  readonly level?: Level;
  /** Only events after this seq. Default 0. */
  readonly afterSeq?: number;
  /** Actor id whose messages are "mine". Default: every person's are. */
  readonly viewer?: string | null;
  /** Entries of these event types keep their event. Default: none. */
  readonly retain?: (type: string) => boolean;
  /** Where unsent messages are kept. Default: the browser's; elsewhere memory. */
  readonly storages?: Storages;
  readonly clock?: Clock;
}

/** The host's endpoint as somebody to ask; null when there is none. */
export function askFor(options: SessionOptions, clock: Clock): GetClientToken | null {
  const { endpoint, fetch, withCredentials = false } = options;
  return endpoint ? askEndpoint({ url: endpoint, fetch, withCredentials, clock }) : null;
}

/** Origin of the API; the base itself where it is not an absolute URL. */
export function originOf(base: string): string {
  try {
    return new URL(base).origin;
  } catch {
    return base;
  }
}

/** What the tabs of a conversation have in common. */
export interface Scope {
  readonly name: string;
  /** False when another conversation of this page goes by the same name: then nothing is shared. */
  readonly isShared: boolean;
  release(): void;
}

const namesInUse = new Set<string>();

/** A session or an endpoint says which conversation this is; a function does not, so its name is taken once. */
export function claimScope(base: string, { endpoint, session, name = "" }: SessionOptions): Scope {
  const known = endpoint || session;
  if (known) return { name: `${base}:${known}`, isShared: true, release: () => {} };
  const own = `${base}:function:${name}`;
  if (namesInUse.has(own)) return { name: newIdempotencyKey(), isShared: false, release: () => {} };
  namesInUse.add(own);
  return { name: own, isShared: true, release: () => namesInUse.delete(own) };
}
