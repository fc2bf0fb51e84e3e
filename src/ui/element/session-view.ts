import type { SessionView } from "../../session/state/state.js";
import { baseUrlOf } from "../../wire/connect.js";
import {
  activityOf,
  afterSeqOf,
  levelOf,
  protocolOf,
  storageOf,
  withCredentialsOf,
} from "../host/attributes.js";
import type { Renderers } from "../presentation/view.js";
import type { SessionSource } from "./session-controller.js";

/** The properties of `<oc-session>` that decide what of the log is read. */
export interface ViewProperties {
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
  readonly deferred: unknown;
}

/** Which conversation the host wants, of `session` where it names one. */
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
    deferred: Boolean(host.deferred),
  };
}

type Retain = SessionView["retain"];

const retainers = new Map<string, Retain>();

/** With what eyes the host wants the log to be read. */
export function sessionViewOf(host: ViewProperties): SessionView {
  const { level, activity, afterSeq, viewer, renderers } = host;
  return {
    level: levelOf(level),
    showsWork: activityOf(activity, level) !== "none",
    afterSeq: afterSeqOf(afterSeq),
    viewer: viewer || null,
    retain: retainerFor(Object.keys(renderers ?? {}).sort()),
  };
}

/** The same function for the same patterns: frameworks set new `renderers` whenever they draw. */
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
