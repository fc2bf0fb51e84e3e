import type { Accepted } from "../../wire/wire.js";
import { SessionError } from "../../wire/errors.js";
import type { Grant } from "../access/grant.js";
import type { SessionState } from "../state/state.js";
import { nextDelay } from "../time/backoff.js";
import { dueAt, headOf, isOpen, KEY_MEMORY_MS, mayHaveStarted } from "./next-message.js";
import type { Effect, Facts, Happening, SendQueue } from "./queue.js";
import { withoutWaits, hold, woken } from "./waits.js";
import { maybeSent, verdictOn, writtenLongAgo } from "./verdict.js";

/** A message that waited this long without an attempt may be outdated. It is not sent before the person is asked. */
const STALE_AFTER_MS = 24 * 60 * 60 * 1000;
/**
 * How long the news from another tab may take. If that tab has removed an outgoing message from the storage, it also
 * tells why.
 */
const HEARSAY_MS = 1_000;
/**
 * A tab that holds the lock for longer does not act. Posting without the lock is safe, because the service adds one
 * event for one key.
 */
const LOCK_TIMEOUT_MS = 20_000;
/** The longest wait for the lock, after an earlier wait has timed out. */
const STUCK_LOCK_TIMEOUT_MS = 1_000;
/** After this many foreign refusals in a row the message stands aside: the refusal is not temporary. */
const ASIDE_ATTEMPTS = 6;
/** The pause between two attempts of a message that stands aside. */
const ASIDE_MS = 30_000;
/** If the first retry comes sooner, the error of the first attempt is not shown. */
const DISCREET_MS = 2_000;

/** The queue after a happening, and the effects to carry out. */
type Step = readonly [queue: SendQueue, effects: readonly Effect[]];

/**
 * The queue after a happening, and the effects to carry out. Pure.
 *
 *            ┌──────── wake, retry-due ───────┐
 *            ▼                                │
 *    ┌───▶ idle ── kick, not yet time ──▶ backoff
 *    │       │
 *    │      kick
 *    │       ▼
 *    │    locking
 *    │       │ locked, lock-timeout
 *    │       ├──────── it is to start a session ───────────┐
 *    │       ▼                                             ▼
 *    │  authorizing ── granted, but no session yet ──▶ starting
 *    │       │   ▲                                         │
 *    │    granted └─ 401, once ─┐                          │
 *    │       ▼                  │                          │
 *    │    posting ──────────────┘                          │
 *    │       │                                             │
 *    └───────┴── accepted, started, failed (release) ──────┘
 *
 * A stopped queue stays in idle, and a request that is in flight finishes. Once the session is closed, or a post is
 * refused for a reason that concerns every message, all unsent messages are refused. The states of a message:
 *
 *    waiting ──▶ sending ──▶ sent ──▶ out of the outbox, when its remote echo is read
 *       ▲           │
 *       ├── retry ──┤
 *       │           ▼
 *       └─────── failed ──▶ out of the outbox, when it is discarded or found in the log
 */
export function transition(queue: SendQueue, happening: Happening, facts: Facts): Step {
  switch (happening.type) {
    case "kick":
      return kick(queue, facts);
    case "wake":
      return again(woken(queue, facts), facts);
    case "start":
      return again(woken({ ...queue, isStopped: false }, facts), facts);
    case "resume":
      return again({ ...withoutWaits(queue), isStopped: false, asked: happening.key }, facts);
    case "stop":
      return again({ ...queue, isStopped: true }, facts);
    case "hold":
      return only(hold(queue, happening.until, facts, true));
    case "retry-due":
      return retryDue(queue, facts);
    case "locked":
      return locked({ ...queue, isLockStuck: false }, facts);
    case "lock-timeout":
      return lockTimeout(queue, facts);
    case "granted":
      return granted(queue, happening.grant, facts);
    case "accepted":
      return accepted(queue, happening.accepted, facts);
    case "started":
      return started(queue, happening.grant, facts);
    case "failed":
      return failed(queue, happening.error, facts, happening.isStale);
  }
}

function only(queue: SendQueue, ...effects: Effect[]): Step {
  return [queue, effects];
}

/** Goes back to idle. The lock or the timer is released after the other effects. */
function idle(queue: SendQueue, ...effects: Effect[]): Step {
  return only({ ...queue, phase: { at: "idle" } }, ...effects, { do: "release" });
}

/** Starts with the next message if it is due, also while the queue waits for one that stands aside. */
function kick(queue: SendQueue, facts: Facts): Step {
  const head = headOf(queue, facts);
  const isDue = head !== undefined && dueAt(queue, head) <= facts.now;
  return queue.phase.at === "backoff" && isDue ? again(queue, facts) : begin(queue, facts);
}

/** Starts with the next message that is ready, if any may be sent. */
function begin(given: SendQueue, facts: Facts): Step {
  const queue = unpaused(given, facts.state);
  if (queue.phase.at !== "idle" || queue.isStopped) return only(queue);
  const refusals = facts.state.connection === "closed" ? refuseAll(facts.state, queue.asked) : [];
  if (refusals.length > 0) return only(queue, ...refusals);
  const head = headOf(queue, facts);
  if (!head || queue.pausedBy !== null) return only(queue);
  const notBefore = dueAt(queue, head);
  if (notBefore <= facts.now) {
    const milliseconds = queue.isLockStuck ? STUCK_LOCK_TIMEOUT_MS : LOCK_TIMEOUT_MS;
    return only({ ...queue, phase: { at: "locking" } }, { do: "lock", milliseconds });
  }
  const longest = notBefore > queue.notBefore ? ASIDE_MS : queue.holdMs;
  const milliseconds = Math.min(longest, notBefore - facts.now);
  return only({ ...queue, phase: { at: "backoff", until: notBefore } }, { do: "wait", milliseconds });
}

/** Decides again whether to wait. A request that is in flight continues. */
function again(queue: SendQueue, facts: Facts): Step {
  const { at } = queue.phase;
  if (at !== "backoff" && !(at === "locking" && queue.isStopped)) return begin(queue, facts);
  const [next, effects] = begin({ ...queue, phase: { at: "idle" } }, facts);
  return only(next, { do: "release" }, ...effects);
}

/** Ends the pause for a message without access, once there is access or the message has left the outbox. */
function unpaused(queue: SendQueue, { connection, outbox }: SessionState): SendQueue {
  if (queue.pausedBy === null) return queue;
  const isThere = outbox.some(({ key }) => key === queue.pausedBy);
  return isThere && connection !== "live" ? queue : { ...queue, pausedBy: null };
}

function retryDue(queue: SendQueue, facts: Facts): Step {
  const { phase } = queue;
  if (phase.at !== "backoff") return only(queue);
  // The wait is over, even if the clock was set back in the meantime.
  const past = (until: number) => (until === phase.until ? -Infinity : until);
  const aside = queue.aside.map(({ key, until }) => ({ key, until: past(until) }));
  return begin({ ...queue, notBefore: past(queue.notBefore), aside, phase: { at: "idle" } }, facts);
}

/** Continues without the lock, because the tab that holds it does not act. */
function lockTimeout(queue: SendQueue, facts: Facts): Step {
  if (queue.phase.at !== "locking") return only(queue);
  const [next, effects] = locked({ ...queue, isLockStuck: true }, facts);
  return only(next, { do: "release" }, ...effects);
}

function locked(queue: SendQueue, facts: Facts): Step {
  const item = headOf(queue, facts);
  if (queue.phase.at !== "locking") return only(queue);
  if (!item || queue.isStopped || dueAt(queue, item) > facts.now) return idle(queue);
  const { key, triedAt } = item;
  if (!queue.missed.includes(key) && !facts.isKept(key)) {
    // Another tab may have sent the message or given it up, and its news may arrive soon. If no news arrives, this tab
    // sends the message from memory.
    const missed = [...queue.missed, key];
    return idle(hold({ ...queue, missed }, facts.now + HEARSAY_MS, facts, false));
  }
  if (triedAt !== null && facts.now - triedAt > KEY_MEMORY_MS) {
    return idle(queue, { do: "refuse", key, error: maybeSent(), certain: false });
  }
  if (triedAt === null && facts.now - item.createdAt > STALE_AFTER_MS) {
    return idle(queue, { do: "refuse", key, error: writtenLongAgo(), certain: true });
  }
  if (mayHaveStarted(item, facts.state)) return start(queue, key);
  const phase = { at: "authorizing", key, refused: null } as const;
  return only({ ...queue, phase }, { do: "authorize", refused: null });
}

function start(queue: SendQueue, key: string): Step {
  return only(
    { ...queue, phase: { at: "starting", key } },
    { do: "attempt", key, starts: true },
    { do: "start", key },
  );
}

function granted(queue: SendQueue, grant: Grant | null, facts: Facts): Step {
  const { phase } = queue;
  if (phase.at !== "authorizing") return only(queue);
  const { key, refused } = phase;
  if (refused) {
    if (!grant) return failed(queue, refused, facts);
    return only(
      { ...queue, phase: { at: "posting", key, grant, isSecond: true } },
      { do: "post", key, grant },
    );
  }
  const known: Effect[] = grant ? [{ do: "session", session: grant.session }] : [];
  const state = grant ? { ...facts.state, session: grant.session } : facts.state;
  // Where another lock is needed now, the session has been opened. The messages that an earlier page has stored for it
  // are loaded then, and sent first.
  if (queue.isStopped || !facts.isRightLock || headOf(queue, { ...facts, state })?.key !== key)
    return idle(queue, ...known);
  if (!grant) return start(queue, key);
  return only(
    { ...queue, phase: { at: "posting", key, grant, isSecond: false } },
    ...known,
    { do: "attempt", key, starts: false },
    { do: "post", key, grant },
  );
}

function accepted(queue: SendQueue, answer: Accepted, { state }: Facts): Step {
  if (queue.phase.at !== "posting") return only(queue);
  const writable: Effect[] = state.readOnly ? [{ do: "read-only", readOnly: false }] : [];
  const { key } = queue.phase;
  const aside = queue.aside.filter((other) => other.key !== key);
  return idle({ ...queue, attempts: 0, aside }, { do: "acknowledge", key, accepted: answer }, ...writable);
}

function started(queue: SendQueue, grant: Grant, { state }: Facts): Step {
  if (queue.phase.at !== "starting") return only(queue);
  if (!state.capabilities.firstInput) {
    const { key } = queue.phase;
    return idle(
      { ...queue, attempts: 0 },
      { do: "session", session: grant.session },
      { do: "open", key, grant },
    );
  }
  return idle({ ...queue, attempts: 0 }, { do: "begin", key: queue.phase.key, grant });
}

function failed(queue: SendQueue, error: SessionError, facts: Facts, isStale = false): Step {
  const { phase } = queue;
  if (!("key" in phase)) return only(queue);
  const { key } = phase;
  if (phase.at === "posting" && error.status === 401 && (isStale || !phase.isSecond)) {
    const { token } = phase.grant;
    const next = { at: "authorizing", key, refused: error } as const;
    return only({ ...queue, phase: next }, { do: "authorize", refused: token });
  }
  // Another page may send the message.
  if (queue.isStopped || !facts.state.outbox.some((item) => item.key === key)) return idle(queue);
  const report: Effect = { do: "report", error };
  const verdict = verdictOn(error);
  switch (verdict.then) {
    case "retry":
      return postponed(queue, key, error, facts);
    case "access":
      return idle(
        { ...queue, pausedBy: key },
        report,
        { do: "postpone", key, until: null, error },
        { do: "connection", connection: "unauthorized", error },
      );
    case "refuse": {
      const effects: Effect[] = [report, { do: "refuse", key, error, certain: verdict.certain }];
      if (verdict.concernsAll) effects.push(...refuseAll(facts.state, key, error));
      if (error.code === "question-stale") effects.push({ do: "give-back", key });
      if (error.status === 403) effects.push({ do: "read-only", readOnly: true });
      if (error.code === "closed") effects.push({ do: "end", error });
      return idle({ ...queue, asked: null }, ...effects);
    }
  }
}

function postponed(queue: SendQueue, key: string, error: SessionError, facts: Facts): Step {
  const attempts = queue.attempts + 1;
  const { retryAfter } = error;
  const report: Effect = { do: "report", error };
  const isStubborn = attempts >= ASIDE_ATTEMPTS || queue.aside.some((other) => other.key === key);
  if (isForeignRefusal(error) && retryAfter === null && isStubborn) {
    const until = facts.now + ASIDE_MS;
    const aside = [...queue.aside.filter((other) => other.key !== key), { key, until }];
    return idle({ ...queue, attempts: 0, aside }, report, { do: "postpone", key, until: null, error });
  }
  const wait = nextDelay({ attempt: attempts, retryAfter, random: facts.random });
  const until = facts.now + wait;
  const reason = attempts > 1 || wait > DISCREET_MS ? error : null;
  const isTold = retryAfter !== null;
  const next = hold({ ...queue, attempts }, until, facts, isTold);
  return idle(next, report, { do: "postpone", key, until: isTold ? until : null, error: reason });
}

/**
 * Whether the answer came from something other than the API, such as a firewall. A firewall may refuse the same message
 * every time.
 */
function isForeignRefusal({ code, status }: SessionError): boolean {
  return code === "protocol" && status !== null && status >= 400;
}

/** Refuses every unsent message except `but`, because none can be sent any more. */
function refuseAll({ outbox, error: reason }: SessionState, but: string | null, given = reason): Effect[] {
  const error = given ?? new SessionError("closed", "The session is closed.");
  return outbox
    .filter((item) => isOpen(item) && item.key !== but)
    .map(({ key, triedAt }) => ({ do: "refuse", key, error, certain: triedAt === null }));
}
