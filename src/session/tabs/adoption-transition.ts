/*
 * How the messages are taken in that other tabs, or this one before a reload, have kept and not sent.
 *
 *   ┌─────────┐   load, with locks or nothing shared    ┌─────────┐
 *   │  ready  │ ◀─────────────────────────────────────▶ │ waiting │ ── due ─▶ as load
 *   └─────────┘   load, without locks                   └─────────┘
 *
 * `stop` leads to `stopped`, and nothing leads out of it.
 */

/** Without locks, a message that no tab had in hand for this long is anybody's. */
export const ORPHANED_AFTER_MS = 60_000;

/** What adoption does: nothing now, or it looks again after a while, or nothing any more. */
export type AdoptionPhase = "ready" | "waiting" | "stopped";

/** What can happen to it. */
export type Happening =
  /** Something may be kept that is not known here. */
  | "load"
  /** The wait of `waiting` is over. */
  | "due"
  /** The session is closed for good. */
  | "stop";

/** What is to be done because of it, in order. */
export type Effect =
  /** Ends the wait. */
  | { readonly do: "leave" }
  /** Takes in every message that no tab had in hand for so long. */
  | { readonly do: "adopt"; readonly untouchedMs: number }
  /** Something may be there to send. */
  | { readonly do: "kick" }
  /** `due` happens after so long. */
  | { readonly do: "wait"; readonly milliseconds: number };

/** What a step depends on besides. */
export interface Facts {
  /** Whether locks keep tabs from posting the same message at once: then every tab may take in every message. */
  readonly hasLocks: boolean;
  /** Whether other tabs see what this one keeps. */
  readonly isShared: boolean;
}

type Step = readonly [phase: AdoptionPhase, effects: readonly Effect[]];

/** What a happening makes of it, and what is to be done then. Pure. */
export function transition(phase: AdoptionPhase, happening: Happening, { hasLocks, isShared }: Facts): Step {
  if (phase === "stopped") return [phase, []];
  if (happening === "stop") return ["stopped", [{ do: "leave" }]];
  const untouchedMs = hasLocks ? 0 : ORPHANED_AFTER_MS;
  const taken: readonly Effect[] = [{ do: "leave" }, { do: "adopt", untouchedMs }, { do: "kick" }];
  // Without locks nothing tells that the tab is gone that has a message in hand, so it is asked again and again.
  return hasLocks || !isShared
    ? ["ready", taken]
    : ["waiting", [...taken, { do: "wait", milliseconds: ORPHANED_AFTER_MS }]];
}
