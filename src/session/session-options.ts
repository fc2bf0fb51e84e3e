import type { Level } from "../wire/events.js";
import type { Clock } from "./time/clock.js";
import { askEndpoint } from "./access/endpoint.js";
import type { GetClientToken } from "./access/grant.js";
import type { Storages } from "./sending/storages.js";

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
   * An opaque key for the person who is signed in. Part of the name of everything kept in the browser, and of what
   * tabs tell each other: what one person wrote, another neither sees nor sends. Default: whom the backend names.
   */
  readonly user?: string | null;
  /**
   * Tells this conversation from others of the same origin before it has begun, where there is neither `endpoint`
   * nor `session` to do it. Default "".
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
  /** `none` keeps nothing beyond the page. Default `device`. */
  readonly storage?: "device" | "none";
  /** Where things are kept. Default: the browser's; elsewhere memory. */
  readonly storages?: Storages;
  readonly clock?: Clock;
}

/** What goes with a message. */
export interface SendOptions {
  /** The host's context, posted with the message: for your own systems, as the agent's model does not see it. */
  readonly refs?: Readonly<Record<string, unknown>> | null;
  /** Default: a new random UUID. */
  readonly idempotencyKey?: string;
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

const entriesInUse = new Set<string>();

/**
 * The way to a conversation, by which pages tell it from others before its session is known. A session or an
 * endpoint says which it is; a function does not, so its name is taken once.
 *
 * @returns the entry, null where another conversation of this page goes by it; and what gives it back.
 */
export function claimEntry({ endpoint, session, name = "" }: SessionOptions) {
  const known = endpoint || session;
  const entry = known || `function:${name}`;
  if (known) return { entry, release: () => {} };
  if (entriesInUse.has(entry)) return { entry: null, release: () => {} };
  entriesInUse.add(entry);
  return { entry, release: () => void entriesInUse.delete(entry) };
}
