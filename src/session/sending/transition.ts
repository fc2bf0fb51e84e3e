import type { Accepted } from "../../wire/client.js";
import type { SessionError } from "../../wire/errors.js";
import type { Grant } from "../access/grant.js";
import { isInputEntry, isStart } from "../state/local-echo.js";
import { items } from "../state/list.js";
import type { Outgoing, SessionState } from "../state/state.js";
import { nextDelay } from "../time/backoff.js";
import type { Effect, Facts, Happening, SendQueue } from "./queue.js";
import { maybeSent, verdictOn } from "./verdict.js";

/** How long the service is known to remember a key. A message tried longer ago is not posted unasked. */
const KEY_MEMORY_MS = 60 * 60 * 1000;
/** How long another tab's word about a message it took out of the store may be under way. */
const HEARSAY_MS = 1_000;
/** A first retry that comes sooner is not worth a word. */
const DISCREET_MS = 2_000;

/** The queue as it then is, and what is to be done. */
type Step = readonly [queue: SendQueue, effects: readonly Effect[]];

/**
 * The queue after a happening, and what is to be done.
 *
 *            ┌──────── wake, retry-due ───────┐
 *            ▼                                │
 *    ┌───▶ idle ── kick, not yet time ──▶ backoff
 *    │       │
 *    │      kick
 *    │       ▼
 *    │    locking
 *    │       │ locked
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
 * Stopped, the queue stays in idle; what is out by then settles. A message of the outbox goes
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
      return begin(queue, facts);
    case "wake":
      return again({ ...queue, attempts: 0, notBefore: -Infinity }, facts);
    case "resume":
      return again({ ...queue, attempts: 0, notBefore: -Infinity, isStopped: false, pausedBy: null }, facts);
    case "stop":
      return again({ ...queue, isStopped: true }, facts);
    case "hold":
      return only(hold(queue, happening.until, facts));
    case "retry-due":
      return retryDue(queue, facts);
    case "locked":
      return locked(queue, facts);
    case "granted":
      return granted(queue, happening.grant, facts);
    case "accepted":
      return accepted(queue, happening.accepted, facts);
    case "started":
      return started(queue, happening.grant);
    case "failed":
      return failed(queue, happening.error, facts);
  }
}

function only(queue: SendQueue, ...effects: Effect[]): Step {
  return [queue, effects];
}

/** Back to idle: the lock or the timer is let go of after what is to be done. */
function idle(queue: SendQueue, ...effects: Effect[]): Step {
  return only({ ...queue, phase: { at: "idle" } }, ...effects, { do: "release" });
}

/** Goes on with the first message that is ready, if any may go. */
function begin(given: SendQueue, facts: Facts): Step {
  const queue = unpaused(given, facts.state);
  if (queue.phase.at !== "idle" || queue.isStopped || queue.pausedBy !== null || !headOf(facts.state)) {
    return only(queue);
  }
  if (queue.notBefore <= facts.now) return only({ ...queue, phase: { at: "locking" } }, { do: "lock" });
  const milliseconds = Math.min(queue.holdMs, queue.notBefore - facts.now);
  return only({ ...queue, phase: { at: "backoff", until: queue.notBefore } }, { do: "wait", milliseconds });
}

/** What is only waited for is decided anew; what is out goes on. */
function again(queue: SendQueue, facts: Facts): Step {
  const { at } = queue.phase;
  if (at !== "backoff" && !(at === "locking" && queue.isStopped)) return begin(queue, facts);
  const [next, effects] = begin({ ...queue, phase: { at: "idle" } }, facts);
  return only(next, { do: "release" }, ...effects);
}

/** Nothing is posted while the message whose refusal concerns every other stands there. */
function unpaused(queue: SendQueue, { connection, outbox }: SessionState): SendQueue {
  if (queue.pausedBy === null) return queue;
  const item = outbox.find(({ key }) => key === queue.pausedBy);
  const isPaused = item && (item.delivery === "failed" || connection !== "live");
  return isPaused ? queue : { ...queue, pausedBy: null };
}

function hold(queue: SendQueue, until: number, { now }: Facts): SendQueue {
  return until <= queue.notBefore ? queue : { ...queue, notBefore: until, holdMs: until - now };
}

function retryDue(queue: SendQueue, facts: Facts): Step {
  const { phase } = queue;
  if (phase.at !== "backoff") return only(queue);
  // The wait is over, whatever the clock says by now.
  const notBefore = queue.notBefore === phase.until ? -Infinity : queue.notBefore;
  return begin({ ...queue, notBefore, phase: { at: "idle" } }, facts);
}

function locked(queue: SendQueue, facts: Facts): Step {
  const item = headOf(facts.state);
  if (queue.phase.at !== "locking") return only(queue);
  if (!item || queue.isStopped || queue.notBefore > facts.now) return idle(queue);
  const { key, triedAt } = item;
  if (!queue.missed.includes(key) && !facts.isKept(key)) {
    // Another tab has sent it or given it up, and its word is on the way; else it is sent from memory.
    const missed = [...queue.missed, key];
    return idle(hold({ ...queue, missed }, facts.now + HEARSAY_MS, facts));
  }
  if (triedAt !== null && facts.now - triedAt > KEY_MEMORY_MS) {
    return idle(queue, { do: "refuse", key, error: maybeSent(), certain: false });
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
  if (queue.isStopped || !isNext(key, state)) return idle(queue, ...known);
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
  const done = { do: "acknowledge", key: queue.phase.key, accepted: answer } as const;
  return idle({ ...queue, attempts: 0 }, done, ...writable);
}

function started(queue: SendQueue, grant: Grant): Step {
  if (queue.phase.at !== "starting") return only(queue);
  return idle({ ...queue, attempts: 0 }, { do: "begin", key: queue.phase.key, grant });
}

function failed(queue: SendQueue, error: SessionError, facts: Facts): Step {
  const { phase } = queue;
  if (!("key" in phase)) return only(queue);
  const { key } = phase;
  if (phase.at === "posting" && error.status === 401 && !phase.isSecond) {
    const { token } = phase.grant;
    const next = { at: "authorizing", key, refused: error } as const;
    return only({ ...queue, phase: next }, { do: "authorize", refused: token });
  }
  // Whoever goes on where this one has stopped tries again, and may have by now.
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
      if (error.status === 403) effects.push({ do: "read-only", readOnly: true });
      if (error.code === "closed") effects.push({ do: "end", error });
      return idle(verdict.concernsAll ? { ...queue, pausedBy: key } : queue, ...effects);
    }
  }
}

function postponed(queue: SendQueue, key: string, error: SessionError, facts: Facts): Step {
  const attempts = queue.attempts + 1;
  const { random } = facts;
  const wait = nextDelay({ attempt: attempts, retryAfter: error.retryAfter, hidden: false, random });
  const until = facts.now + wait;
  const isWorthAWord = attempts > 1 || wait > DISCREET_MS;
  return idle(
    hold({ ...queue, attempts }, until, facts),
    { do: "report", error },
    { do: "postpone", key, until, error: isWorthAWord ? error : null },
  );
}

/** The first message that is for us to send, if it is ready: the order they were written in is kept. */
function headOf(state: SessionState): Outgoing | undefined {
  const head = state.outbox.find(isOpen);
  return head && isReady(head, state) ? head : undefined;
}

/** Whether the message is still for us to send. */
function isNext(key: string, state: SessionState): boolean {
  return state.outbox.some((item) => item.key === key && isOpen(item) && isReady(item, state));
}

/** One that is being sent, but not by us, is another tab's: it is ours if that tab is gone by our turn. */
function isOpen({ delivery }: Outgoing): boolean {
  return delivery === "waiting" || delivery === "sending";
}

/** What was tried before may be in the log, and what was to start the session may have: it is read first. */
function isReady(item: Outgoing, { caughtUp, log, session }: SessionState): boolean {
  if (isStart(item)) return session === null || log.length > 0;
  return item.triedAt === null || caughtUp;
}

/** Whether `item` may have started the session, as no input is read that did: then it is no message in it. */
function mayHaveStarted({ starts }: Outgoing, { log }: SessionState): boolean {
  if (!starts) return false;
  for (const entry of items(log)) if (isInputEntry(entry)) return false;
  return true;
}
