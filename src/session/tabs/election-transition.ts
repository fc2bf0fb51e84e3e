/*
 * Which of the tabs that show a log reads it for all of them. Words in the boxes are roles, words at the arrows are
 * happenings.
 *
 *                      ┌───────────┐ elected
 *                      │ candidate │ ──────────────────┐
 *                      └───────────┘                   ▼
 *   ┌───────┐   join      ▲     │ taken           ┌────────┐
 *   │ alone │ ────────────┘     ▼       elected   │ leader │
 *   └───────┘          ┌──────────┐ ────────────▶ └────────┘
 *                      │ follower │ ◀──────────── lost
 *                      └──────────┘
 *
 * `leave` leads to `alone`. Whoever holds the lock leads; the others stand in line for it, so that it falls to one of
 * them when the tab of the leader is closed, crashes, or lets go. A leader may hold the lock and do nothing (a debugger
 * stopped it, or the browser): one that a follower has not heard for a while is asked, and one that does not answer loses
 * the lock to the follower.
 */

/** A leader that has not been heard for so long, and up to a second more, is asked whether it is there. */
export const LEASE_MS = 3_000;
const LEASE_SPREAD_MS = 1_000;
/** A leader that is asked answers within this, or is no leader any more. */
export const ANSWER_MS = 2_000;

/** What a tab is to the others: `candidate` before it is known whether another one leads. */
export type Role = "alone" | "candidate" | "follower" | "leader";

/** All that the next step depends on. */
export interface Standing {
  readonly role: Role;
  /** The leader has been asked, and not been heard since. */
  readonly isAsking: boolean;
  /** This tab has just read the log by itself: it knows that the log can be read. */
  readonly isFresh: boolean;
}

/** Before anything has happened. */
export const INITIAL_STANDING: Standing = Object.freeze({
  role: "alone",
  isAsking: false,
  isFresh: false,
});

/** What can happen to it. */
export type Happening =
  /** The log is being read here, and may be read for others. */
  | { readonly type: "join" }
  /** Another tab holds the lock. */
  | { readonly type: "taken" }
  /** This tab holds the lock. */
  | { readonly type: "elected" }
  /** A follower took the lock away. */
  | { readonly type: "lost" }
  /** The reader goes by the word of the leader from now on. */
  | { readonly type: "follow"; readonly isFresh: boolean }
  /**
   * The leader says something. `isSeldom`: as nobody looks at its tab, it reads seldom; `isVisible`: somebody looks at this
   * tab.
   */
  | {
      readonly type: "heard";
      readonly isLive: boolean;
      readonly isSeldom: boolean;
      readonly isVisible: boolean;
    }
  /** The wait is over. */
  | { readonly type: "due" }
  /** The leader is to say what there is. */
  | { readonly type: "ask" }
  /** A person asks for an attempt in this tab. */
  | { readonly type: "take-over" }
  /** The log is not read here any more. */
  | { readonly type: "leave" };

/** What is to be done because of it, in order. */
export type Effect =
  /** Asks for the lock: `elected` or `taken` happens; stands in line for it in the second case. */
  | { readonly do: "stand" }
  /** Takes the lock from whoever holds it. */
  | { readonly do: "steal" }
  /** Gives the lock back, or leaves the line. */
  | { readonly do: "release" }
  | { readonly do: "ask" }
  /** Says to those who followed another one that this tab leads now. */
  | { readonly do: "greet" }
  /** `due` happens after so long; null: not any more. */
  | { readonly do: "wait"; readonly milliseconds: number | null }
  /** The reader is told that it reads for the others, or that another one reads. */
  | { readonly do: "lead" }
  | { readonly do: "be-led" };

type Step = readonly [standing: Standing, effects: readonly Effect[]];

/** What a happening makes of a tab's standing, and what is to be done then. Pure. @param random uniform in [0, 1). */
export function transition(standing: Standing, happening: Happening, random: number): Step {
  const { role } = standing;
  switch (happening.type) {
    case "join":
      return role === "alone" ? [{ ...standing, role: "candidate" }, [{ do: "stand" }]] : [standing, []];
    case "taken":
      return role === "candidate" ? [{ ...standing, role: "follower" }, [{ do: "be-led" }]] : [standing, []];
    case "elected":
      return elected(standing);
    case "lost":
      return role === "leader"
        ? [{ ...standing, role: "follower" }, [{ do: "stand" }, { do: "be-led" }]]
        : [standing, []];
    case "leave":
      return role === "alone"
        ? [standing, []]
        : [INITIAL_STANDING, [{ do: "release" }, { do: "wait", milliseconds: null }]];
    default:
      return role === "follower" ? follow(standing, happening, random) : [standing, []];
  }
}

function elected(standing: Standing): Step {
  const { role } = standing;
  if (role === "alone" || role === "leader") return [standing, []];
  const leader: Standing = { ...standing, role: "leader", isAsking: false, isFresh: false };
  const greeting: readonly Effect[] = role === "follower" ? [{ do: "greet" }] : [];
  return [leader, [{ do: "wait", milliseconds: null }, { do: "lead" }, ...greeting]];
}

/** What happens to a follower. */
function follow(
  standing: Standing,
  happening: Happening & { type: "follow" | "heard" | "due" | "ask" | "take-over" },
  random: number,
): Step {
  switch (happening.type) {
    case "follow":
      return ask({ ...standing, isFresh: happening.isFresh });
    case "ask":
      return ask(standing);
    case "heard": {
      // Who reads seldom leaves it to a tab that is looked at; who cannot read, to one that has just read.
      const isBetter = (happening.isSeldom && happening.isVisible) || (!happening.isLive && standing.isFresh);
      const heard = { ...standing, isAsking: false, isFresh: false };
      return isBetter
        ? steal(heard)
        : [heard, [{ do: "wait", milliseconds: LEASE_MS + Math.round(random * LEASE_SPREAD_MS) }]];
    }
    case "due":
      return standing.isAsking ? steal(standing) : ask(standing);
    case "take-over":
      return steal(standing);
  }
}

function ask(standing: Standing): Step {
  return [{ ...standing, isAsking: true }, [{ do: "ask" }, { do: "wait", milliseconds: ANSWER_MS }]];
}

function steal(standing: Standing): Step {
  return [{ ...standing, isAsking: false }, [{ do: "steal" }, { do: "wait", milliseconds: LEASE_MS }]];
}
