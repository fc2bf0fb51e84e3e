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
 * `leave` leads to `alone`. The tab that holds the lock leads. The others wait for the lock, and one of them gets it
 * when the leader's tab is closed, crashes or gives the lock back. A leader that a debugger or the browser has stopped
 * holds the lock and does nothing. A follower that has heard nothing of its leader for a while asks whether the leader
 * is there, and takes the lock away when no answer comes.
 */

/** A leader of which nothing was heard for this long is asked whether it is there. */
export const LEASE_MS = 3_000;
/** A random part of this is added to a lease, so that not all followers ask at once. */
const LEASE_SPREAD_MS = 1_000;
/** A leader that is asked and does not answer within this time loses the lead. */
export const ANSWER_MS = 2_000;

/** The role of a tab among the tabs of a log. `candidate`: it is not known yet whether another tab leads. */
export type Role = "alone" | "candidate" | "follower" | "leader";

/** What the election remembers. */
export interface Standing {
  readonly role: Role;
  /** The leader was asked whether it is there, and has not answered yet. */
  readonly isAsking: boolean;
  /** This tab has just read the log by itself, so it knows that the log can be read. */
  readonly isFresh: boolean;
}

/** Before anything has happened. */
export const INITIAL_STANDING: Standing = Object.freeze({
  role: "alone",
  isAsking: false,
  isFresh: false,
});

/** What can happen to the election. */
export type Happening =
  /** The log is being read here, and may be read for others. */
  | { readonly type: "join" }
  /** Another tab holds the lock. */
  | { readonly type: "taken" }
  /** This tab holds the lock. */
  | { readonly type: "elected" }
  /** A follower took the lock away. */
  | { readonly type: "lost" }
  /** The reader takes its events from the leader from now on. */
  | { readonly type: "follow"; readonly isFresh: boolean }
  /**
   * The leader tells something. `isSeldom`: it reads seldom, because nobody looks at its tab. `isVisible`: somebody
   * looks at this tab.
   */
  | {
      readonly type: "heard";
      readonly isLive: boolean;
      readonly isSeldom: boolean;
      readonly isVisible: boolean;
    }
  /** The time of the last `wait` is over. */
  | { readonly type: "due" }
  /** The leader is to tell what it knows. */
  | { readonly type: "ask" }
  /** A person asks for an attempt in this tab. */
  | { readonly type: "take-over" }
  /** The log is not read here any more. */
  | { readonly type: "leave" };

/** What is to be done because of a happening, in order. */
export type Effect =
  /** Asks for the lock: `elected` or `taken` happens. After `taken` the tab waits for the lock. */
  | { readonly do: "stand" }
  /** Takes the lock from the tab that holds it. */
  | { readonly do: "steal" }
  /** Gives the lock back, or stops waiting for it. */
  | { readonly do: "release" }
  /** Asks the leader to tell what it knows. */
  | { readonly do: "ask" }
  /** Tells the followers of another tab that this tab leads now. */
  | { readonly do: "greet" }
  /** `due` happens after `milliseconds`; null: it does not happen any more. */
  | { readonly do: "wait"; readonly milliseconds: number | null }
  /** Tells the reader of this tab that it reads for other tabs. */
  | { readonly do: "lead" }
  /** Tells the reader of this tab that another tab reads for it. */
  | { readonly do: "be-led" };

type Step = readonly [standing: Standing, effects: readonly Effect[]];

/** The standing after a happening, and the effects to carry out. Pure. @param random uniform in [0, 1). */
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

/** The step of a follower. */
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
      // A leader that reads seldom gives way to a tab that somebody looks at; one that cannot read, to a tab that just
      // has.
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
