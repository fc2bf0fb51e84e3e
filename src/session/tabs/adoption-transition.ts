/*
 * How a tab adopts the messages that other tabs, or this one before a reload, have kept and not sent.
 *
 *   ┌─────────┐   load, with locks or nothing shared    ┌─────────┐
 *   │  ready  │ ◀─────────────────────────────────────▶ │ waiting │ ── due ─▶ as load
 *   └─────────┘   load, without locks                   └─────────┘
 *
 * `stop` leads to `stopped`, and nothing leads out of it.
 */

/** Without locks, a message that no tab has stored again for this long may be adopted by any tab. */
const ORPHANED_AFTER_MS = 60_000;

/**
 * What adoption does. `ready`: nothing now; `waiting`: the storage is read again later; `stopped`: nothing for good.
 */
export type AdoptionPhase = "ready" | "waiting" | "stopped";

/** What can happen to adoption. */
export type Happening =
  /** The storage may have a message that is not known here. */
  | "load"
  /** The wait of `waiting` is over. */
  | "due"
  /** The session is closed for good. */
  | "stop";

/** What is to be done because of a happening, in order. */
export type Effect =
  /** Ends the wait. */
  | { readonly do: "leave" }
  /** Adopts every message that no tab has stored again for `untouchedMs` milliseconds. */
  | { readonly do: "adopt"; readonly untouchedMs: number }
  /** A message may be ready to be sent. */
  | { readonly do: "kick" }
  /** `due` happens after `milliseconds`. */
  | { readonly do: "wait"; readonly milliseconds: number };

/** What a transition depends on besides its phase and its happening. */
export interface Facts {
  /** Whether locks keep tabs from posting the same message at once. With locks every tab may adopt every message. */
  readonly hasLocks: boolean;
  /** Whether other tabs see the messages that this tab keeps. */
  readonly isShared: boolean;
}

type Step = readonly [phase: AdoptionPhase, effects: readonly Effect[]];

/** The phase after a happening, and the effects to carry out. Pure. */
export function transition(phase: AdoptionPhase, happening: Happening, { hasLocks, isShared }: Facts): Step {
  if (phase === "stopped") return [phase, []];
  if (happening === "stop") return ["stopped", [{ do: "leave" }]];
  const untouchedMs = hasLocks ? 0 : ORPHANED_AFTER_MS;
  const taken: readonly Effect[] = [{ do: "leave" }, { do: "adopt", untouchedMs }, { do: "kick" }];
  // Without locks nothing tells whether the tab that was sending a message is gone, so the storage is read again and
  // again.
  return hasLocks || !isShared
    ? ["ready", taken]
    : ["waiting", [...taken, { do: "wait", milliseconds: ORPHANED_AFTER_MS }]];
}
