import type { SessionView } from "../../session/state/state.js";
import { afterSeqOf, levelOf } from "./attributes.js";
import type { Renderers } from "../presentation/view.js";

/** The properties of `<oc-session>` that decide what of the log is read. */
export interface ViewProperties {
  readonly level: unknown;
  readonly afterSeq: unknown;
  readonly viewer: string | null | undefined;
  readonly renderers: Renderers | null | undefined;
}

type Retain = SessionView["retain"];

const retainers = new Map<string, Retain>();

/** With what eyes the host wants the log to be read. */
export function sessionViewOf({ level, afterSeq, viewer, renderers }: ViewProperties): SessionView {
  return {
    level: levelOf(level),
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
