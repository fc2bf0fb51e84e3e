import type { SessionView } from "../session/state.js";
import { afterSeqOf, levelOf } from "./attributes.js";
import type { Renderers } from "./view.js";

/** The properties of `<oc-session>` that decide what of the log is read. */
export interface ViewProperties {
  readonly level: unknown;
  readonly afterSeq: unknown;
  readonly viewer: string | null | undefined;
  readonly renderers: Renderers | null | undefined;
}

/** With what eyes the host wants the log to be read. */
export function sessionViewOf({ level, afterSeq, viewer, renderers }: ViewProperties): SessionView {
  const exact = new Set<string>();
  const prefixes: string[] = [];
  for (const pattern of Object.keys(renderers ?? {})) {
    if (pattern.endsWith(".*")) prefixes.push(pattern.slice(0, -1));
    else exact.add(pattern);
  }
  return {
    level: levelOf(level),
    afterSeq: afterSeqOf(afterSeq),
    viewer: viewer || null,
    retain: (type) => exact.has(type) || prefixes.some((prefix) => type.startsWith(prefix)),
  };
}
