import type { Session } from "../../session/session.js";
import { items } from "../../session/state/list.js";
import type { SessionView } from "../../session/state/session-view.js";
import type { Entry, SessionState } from "../../session/state/state.js";
import { baseUrlOf, type Protocol } from "../../wire/connect.js";
import {
  activityOf,
  afterSeqOf,
  cacheOf,
  historyOf,
  levelOf,
  protocolOf,
  storageOf,
  withCredentialsOf,
} from "../host/attributes.js";
import type { Renderers } from "../presentation/presentation.js";

/** Which conversation is shown, and how it is accessed. */
export interface SessionSource {
  readonly session: string | null;
  readonly token: string | null;
  readonly protocol: Protocol;
  readonly baseUrl: string;
  readonly endpoint: string | null;
  readonly withCredentials: boolean;
  readonly hasGetClientToken: boolean;
  readonly user: string | null;
  readonly storage: "device" | "none";
  readonly history: "tail" | "full";
  readonly cache: "tab" | "device" | "none";
  /** Whether the chat makes no request yet, because its launcher has not been opened. */
  readonly deferred: boolean;
}

/** The properties of `<oc-session>` that decide which part of the log is read. */
export interface SessionViewProperties {
  readonly level: unknown;
  readonly activity: unknown;
  readonly afterSeq: unknown;
  readonly viewer: string | null | undefined;
  readonly renderers: Renderers | null | undefined;
}

/** The properties of `<oc-session>` that decide which conversation is open. */
export interface SourceProperties {
  readonly token: string | null | undefined;
  readonly protocol: unknown;
  readonly baseUrl: string | null | undefined;
  readonly endpoint: string | null | undefined;
  readonly crossorigin: unknown;
  readonly getClientToken: unknown;
  readonly user: string | null | undefined;
  readonly storage: unknown;
  readonly history: unknown;
  readonly cache: unknown;
  readonly deferred: unknown;
}

/**
 * The source that the host's properties describe.
 *
 * @param session the value of the property `session`; null if it is not set.
 */
export function sessionSourceOf(host: SourceProperties, session: string | null): SessionSource {
  const protocol = protocolOf(host.protocol);
  return {
    session,
    token: host.token || null,
    protocol,
    baseUrl: baseUrlOf(protocol, host.baseUrl),
    endpoint: host.endpoint || null,
    withCredentials: withCredentialsOf(host.crossorigin),
    hasGetClientToken: Boolean(host.getClientToken),
    user: host.user || null,
    storage: storageOf(host.storage),
    history: historyOf(host.history),
    cache: cacheOf(host.cache),
    deferred: Boolean(host.deferred),
  };
}

type Retain = SessionView["retain"];

const retainers = new Map<string, Retain>();

/** The view that the host's properties describe. */
export function sessionViewOf(host: SessionViewProperties): SessionView {
  const { level, activity, afterSeq, viewer, renderers } = host;
  return {
    level: levelOf(level),
    showsWork: activityOf(activity, level) !== "none",
    afterSeq: afterSeqOf(afterSeq),
    viewer: viewer || null,
    retain: retainerFor(Object.keys(renderers ?? {}).sort()),
  };
}

/**
 * The function for some patterns. Equal patterns give the same function, because frameworks set a new `renderers`
 * object at each render, and another function would mean another view.
 */
function retainerFor(patterns: readonly string[]): Retain {
  const name = patterns.join("\n");
  const retain = retainers.get(name) ?? newRetainer(patterns);
  retainers.set(name, retain);
  return retain;
}

function newRetainer(patterns: readonly string[]): Retain {
  const exact = new Set(patterns);
  const prefixes = patterns
    .filter((pattern) => pattern.endsWith(".*"))
    .map((pattern) => pattern.slice(0, -1));
  return (type) => exact.has(type) || prefixes.some((prefix) => type.startsWith(prefix));
}

/** Whether a source names a conversation, or an endpoint or a function to ask for one. */
export function hasAccess({ session, endpoint, hasGetClientToken }: SessionSource): boolean {
  return Boolean(session || endpoint) || hasGetClientToken;
}

/** Whether a source names an endpoint or a function, which give access to every conversation of the person. */
export function asksBackend(source: SessionSource | null): boolean {
  return Boolean(source?.endpoint || source?.hasGetClientToken);
}

/** Whether two sources access their conversations in the same way. */
export function sameAccess(a: Omit<SessionSource, "session">, b: Omit<SessionSource, "session">): boolean {
  return (
    a.protocol === b.protocol &&
    a.baseUrl === b.baseUrl &&
    a.endpoint === b.endpoint &&
    a.withCredentials === b.withCredentials &&
    a.storage === b.storage &&
    a.history === b.history &&
    a.cache === b.cache &&
    a.hasGetClientToken === b.hasGetClientToken
  );
}

/**
 * Whether two sources name the same conversation. A host may set `session` to the id that the endpoint has named, and
 * may set `user` once it knows who has used the conversation so far.
 *
 * @param open the session that `previous` has opened.
 */
export function sameSource(
  previous: SessionSource,
  { session, ...access }: SessionSource,
  open: Session | null,
): boolean {
  const isShown = session === previous.session || (session !== null && session === open?.state.session);
  const isNamed = access.user !== null && [null, access.user].includes(open?.user ?? null);
  return isShown && (previous.user === access.user || isNamed) && sameAccess(previous, access);
}

/** Makes a function that lists the entries of a state. It returns the same array for the same state. */
export function entryLister(): (state: SessionState) => readonly Entry[] {
  let last: { readonly of: SessionState; readonly entries: readonly Entry[] } | undefined;
  return (state) => {
    if (last?.of !== state)
      last = { of: state, entries: Object.freeze([...items(state.log), ...state.pending]) };
    return last.entries;
  };
}
