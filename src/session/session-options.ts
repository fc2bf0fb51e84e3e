import { baseUrlOf, dialectOf, type Protocol } from "../wire/connect.js";
import type { Level } from "../wire/events.js";
import { type Dialect, SpokenWire } from "../wire/spoken-wire.js";
import { systemClock, type Clock } from "./time/clock.js";
import type { AccessOptions } from "./access/access.js";
import { askEndpoint } from "./access/endpoint.js";
import type { GetClientToken, Grant } from "./access/grant.js";
import { Person } from "./access/person.js";
import { SessionStore } from "./fold/store.js";
import { timelyTurns } from "./history/turn-wait.js";
import { initialState } from "./state/state.js";
import type { Storages } from "./sending/storages.js";

/** The options of a session. Needed are `session` and `token`, or `endpoint` or `getClientToken` to ask for them. */
export interface SessionOptions {
  readonly session?: string | null;
  /** A client token. An org key is refused. */
  readonly token?: string | null;
  /** `v3`, the sessions API, or `serverless`, the routes that a host serves for a serverless agent. Default `v3`. */
  readonly protocol?: Protocol;
  /**
   * The API, or the prefix of the host's routes. Default `https://api.opencomputer.dev/v3`; for `serverless`
   * `/api/opencomputer/managed-agents`.
   */
  readonly baseUrl?: string;
  /** URL of the host's backend that issues tokens. */
  readonly endpoint?: string | null;
  /** Send cookies to an endpoint, or to the routes of a serverless agent, of another origin. Default false. */
  readonly withCredentials?: boolean;
  /** A function that gives tokens. It is called in place of a request to `endpoint`. */
  readonly getClientToken?: GetClientToken | null;
  /**
   * An opaque key for the person who is signed in. It is part of the name of everything stored in the browser, and of
   * every message between tabs, so that another person neither sees nor sends what this person wrote. Default: the
   * `user` in the backend's answer.
   */
  readonly user?: string | null;
  /**
   * Distinguishes this conversation from others of the same origin before it has begun. Used where neither `endpoint`
   * nor `session` is set. Default "".
   */
  readonly name?: string;
  /**
   * The session that was left for a new one, which begins with the first message. The backend is then asked with the
   * reason `new` instead of `resume`. Default: none.
   */
  readonly after?: string | null;
  /** Used for requests to the API and to the endpoint. Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
  /** Default `user`. */
  readonly level?: Level;
  /** Makes entries of the agent's work at level `user` too. The log is then read at level `progress`. Default false. */
  readonly showsWork?: boolean;
  /** Only events after this seq. Default 0. */
  readonly afterSeq?: number;
  /**
   * The id of the actor whose messages are "mine". What is stored in the browser is kept apart for each viewer.
   * Default: the messages of every person are "mine".
   */
  readonly viewer?: string | null;
  /** Whether entries made from events of this type keep their event. Default: none do. */
  readonly retain?: (type: string) => boolean;
  /**
   * `tail`: reads the end of the log first; {@link Session.readEarlier} and {@link Session.readAll} read what comes
   * before it. `full`: reads the log from its beginning. Default `full`.
   */
  readonly history?: "tail" | "full";
  /**
   * Whether the end of the log is stored, to be shown at the next opening before the service has answered. `tab`: until
   * the tab is closed. `device`: for 30 days, where there is a `user`. The cached log is shown only if it is known to
   * belong to the person who uses the page. Works only with `history: "tail"`. Default `none`.
   */
  readonly cache?: "tab" | "device" | "none";
  /** `none`: stores nothing beyond the page. Default `device`. */
  readonly storage?: "device" | "none";
  /** The storages to use. Default: `localStorage` and `sessionStorage`; outside a page, memory. */
  readonly storages?: Storages;
  readonly clock?: Clock;
}

/** The options of a message. */
export interface SendOptions {
  /** Data of the host, posted with the message. It is for the host's own systems: the agent's model does not see it. */
  readonly refs?: Readonly<Record<string, unknown>> | null;
  /** Default: a new random UUID. */
  readonly idempotencyKey?: string;
  /**
   * The id of the question that the message answers; null: none. Default: the open question, on a wire that reports
   * questions.
   */
  readonly answers?: string | null;
}

/** The options of a session, with defaults in place of what is missing. */
export function withDefaults(options: SessionOptions) {
  const { session = null, token = null, user, protocol = "v3", clock = systemClock } = options;
  const { level = "user", showsWork = false, afterSeq = 0, viewer = null, retain = () => false } = options;
  const base = baseUrlOf(protocol, options.baseUrl);
  const view = { level, showsWork, afterSeq, viewer, retain };
  // The dialect until the backend names another one in a grant.
  const dialect = dialectFor(options);
  const store = new SessionStore(initialState(session, view, dialect.capabilities));
  const prepare = timelyTurns(clock);
  const wire = new SpokenWire(dialect, (capabilities) => prepare(capabilities, store.state.view));
  return {
    session,
    token,
    clock,
    base,
    origin: originOf(base),
    store,
    wire,
    person: new Person(user || null, viewer),
    isTailFirst: options.history === "tail",
    ask: askFor(options),
  };
}

/** The dialect that the backend named in its grant; without one, the dialect that the options name. */
export function dialectFor(
  options: SessionOptions,
  grant: Pick<Grant, "protocol" | "baseUrl"> = {},
): Dialect {
  const { protocol: given = "v3", fetch, withCredentials = false } = options;
  const { protocol = given } = grant;
  const baseUrl = baseUrlOf(protocol, grant.baseUrl ?? (protocol === given ? options.baseUrl : null));
  return dialectOf({ protocol, baseUrl, fetch, withCredentials });
}

/** A function that asks the host's function or endpoint for tokens; null when there is neither. */
function askFor(options: SessionOptions): AccessOptions["ask"] {
  const { endpoint, fetch, getClientToken, withCredentials = false } = options;
  if (getClientToken) return (question) => getClientToken(question);
  return endpoint ? askEndpoint({ url: endpoint, fetch, withCredentials }) : null;
}

/** The origin of the API; the base itself where it is relative and there is no page that it could be relative to. */
function originOf(base: string): string {
  try {
    return new URL(base, globalThis.location?.href).origin;
  } catch {
    return base;
  }
}

const waysInUse = new Set<string>();

/**
 * Reserves the way to a conversation: the name that identifies it before its session is known. The `session` or the
 * `endpoint` is that name. A function has no name of its own, so `name` stands for it, and one page can reserve each
 * name once.
 *
 * @returns the way, null if another conversation of this page has reserved it; and the function that releases it.
 */
export function reserveWay({ endpoint, session, name = "" }: SessionOptions) {
  const known = endpoint || session;
  const way = known || `function:${name}`;
  if (known) return { way, release: () => {} };
  if (waysInUse.has(way)) return { way: null, release: () => {} };
  waysInUse.add(way);
  return { way, release: () => void waysInUse.delete(way) };
}
