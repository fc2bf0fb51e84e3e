import type { ReadEvent } from "../../wire/facts.js";
import type { Change, Effect, QuietChange, Step } from "../state/change.js";
import { entryOf, isShown } from "./entries.js";
import { LogFold, settledBy } from "./log-fold.js";
import { isStart } from "../state/local-echo.js";
import { at, firstIndex } from "../state/list.js";
import { changeEntry, gone, next, quietly, step, withOutbox } from "./next-state.js";
import { addEarlier, fromTail, SeamEdit } from "./earlier.js";
import { accept, changeOutbox, enqueue, lastKnownSeq } from "./outbox-changes.js";
import { isShownIn, type SessionView } from "../state/session-view.js";
import { isHistoryComplete, emptyLog, initialState, type Entry, type SessionState } from "../state/state.js";
import { countUnread } from "./unread.js";
import type { TurnModule } from "./turn-file.js";
import { isUnclear } from "./turns.js";

/**
 * The state after a change, and the effects of the change. No other function makes a state. Pure; returns the same
 * state when the change changes nothing.
 *
 * @param turn the code that makes entries of what happens within turns; null until it is loaded.
 */
export function reduce(state: SessionState, change: Change, turn: TurnModule | null): Step {
  switch (change.type) {
    case "events":
      return addEvents(withoutKept(state), change.events, turn);
    case "cache":
      return showKept(state, change, turn);
    case "caught-up":
      return state.caughtUp
        ? quietly(state)
        : step(next(withoutKept(state), { caughtUp: true }), { type: "caught-up" });
    case "reset":
      return step(initialState(null, state.view, state.capabilities), ...state.outbox.map(gone));
    case "earlier":
      return addEarlier(state, change, turn);
    case "queued":
      return enqueue(state, change.outgoing);
    case "accepted":
      return accept(state, change.key, change);
    case "attempt":
    case "postponed":
    case "started":
    case "refused":
    case "retry":
    case "discarded":
      return changeOutbox(state, change);
    default:
      return quietly(afterQuietly(state, change, turn));
  }
}

/** The state after a change that has no effects. An unknown change leaves the state alone. */
function afterQuietly(state: SessionState, change: QuietChange, turn: TurnModule | null): SessionState {
  switch (change.type) {
    case "tail":
      return fromTail(state, change.after);
    case "compared":
      return compared(state, change.is);
    case "content":
      return withContent(state, change.event);
    case "lapsed":
      return lapse(state, turn);
    case "stopping":
      return stop(state, change.stopping);
    case "wire":
      return next(state, { capabilities: change.capabilities });
    case "connection":
      return setConnection(state, change);
    case "session":
      return named(state, change.session);
    case "restart":
      return restart(state, change.view);
    case "confirming":
      return state.confirming === change.confirming ? state : next(state, { confirming: change.confirming });
    case "read-only":
      return state.readOnly === change.readOnly ? state : next(state, { readOnly: change.readOnly });
    case "seen":
      return change.seq <= state.seenSeq
        ? state
        : next(state, { seenSeq: change.seq, unread: countUnread(state.log, change.seq) });
    default:
      return unknown(state, change);
  }
}

/**
 * Reached only by a change of another version of this package. The type `never` makes the compiler check that the
 * switch handles every change.
 */
function unknown(state: SessionState, _change: never): SessionState {
  return state;
}

/**
 * Sets the session. A session that no message of the outbox has started has a log to read, so it is not caught up yet.
 */
function named(state: SessionState, session: string | null): SessionState {
  if (state.session === session) return state;
  return next(state, { session, caughtUp: state.caughtUp && state.outbox.some(isStart) });
}

/**
 * The events of a batch that the log does not have yet, in the order of their seqs, each once. A frame may come twice
 * or out of order within a connection, and again on the next connection.
 */
function freshEvents(state: SessionState, reads: readonly ReadEvent[]): readonly ReadEvent[] {
  const { fold, lastSeq, startSeq, view } = state;
  const start = Math.max(startSeq, view.afterSeq);
  if (ascendAfter(Math.max(lastSeq, start), reads)) return reads;

  const fresh = new Map<number, ReadEvent>();
  for (const read of reads) {
    const { seq } = read.event;
    if (seq <= start || fresh.has(seq)) continue;
    const index = firstIndex(fold.seqs, (other) => other >= seq);
    if (at(fold.seqs, index) === seq) continue;
    fresh.set(seq, read);
  }
  return [...fresh.values()].sort((a, b) => a.event.seq - b.event.seq);
}

function ascendAfter(seq: number, reads: readonly ReadEvent[]): boolean {
  let last = seq;
  for (const { event } of reads) {
    if (event.seq <= last) return false;
    last = event.seq;
  }
  return true;
}

function addEvents(state: SessionState, reads: readonly ReadEvent[], turn: TurnModule | null): Step {
  const fresh = freshEvents(state, reads);
  if (fresh.length === 0) return quietly(state);
  const fold = new LogFold(state, turn);
  const seam = new SeamEdit(state.fold.seam);
  for (const read of fresh) {
    fold.add(read);
    seam.add(read, fold);
  }
  const folded = fold.finish();
  const change = { ...folded, fold: Object.freeze({ ...folded.fold, seam: seam.seam }) };
  const changed =
    change.outbox === state.outbox ? next(state, change) : withOutbox(state, change.outbox, change);
  const events = fresh.map(({ event }) => event).filter((event) => isShownIn(state.view, event));
  const told: Effect = { type: "events", events, replayed: !state.caughtUp };
  return step(
    changed,
    told,
    ...settledBy(fold),
    ...(fold.end ? [{ type: "ended", error: fold.end } as const] : []),
  );
}

/**
 * Folds events of the cache as if they were read, if nothing of the log has been read yet. The effect `ended` is left
 * out: the cache may be outdated.
 */
function showKept(
  state: SessionState,
  { after, events }: Change & { type: "cache" },
  turn: TurnModule | null,
): Step {
  const isRead = state.lastSeq > 0 || state.caughtUp || !isHistoryComplete(state);
  if (isRead || events.length === 0) return quietly(state);
  const shown = addEvents(fromTail(state, after), events, turn);
  const kept = Object.freeze(events.map(({ event }) => event));
  return step(next(shown.state, { kept }), ...shown.effects.filter(({ type }) => type !== "ended"));
}

function compared(state: SessionState, is: "same" | "grown" | "other"): SessionState {
  if (is === "same") return state.kept ? next(state, { kept: null }) : state;
  const anew = withoutKept(state);
  // The cache belonged to another log, so its seqs say nothing about this one.
  return anew !== state && is === "other" ? next(anew, { knownSeq: 0, seenSeq: 0 }) : anew;
}

/** The state without events of the cache that were not compared with the log. Events that were read replace them. */
function withoutKept(state: SessionState): SessionState {
  return state.kept ? restart(state, state.view) : state;
}

function lapse(state: SessionState, turn: TurnModule | null): SessionState {
  if (!isUnclear(state.fold)) return state;
  const fold = new LogFold(state, turn);
  fold.lapse();
  return next(state, fold.finish());
}

function stop(state: SessionState, wanted: boolean): SessionState {
  const stopping = wanted && state.turn === "working";
  return state.stopping === stopping ? state : next(state, { stopping });
}

function setConnection(state: SessionState, change: Change & { type: "connection" }): SessionState {
  const { connection, attempt = 0, retryAt = null, error = null } = change;
  const same =
    state.connection === connection &&
    state.attempt === attempt &&
    state.retryAt === retryAt &&
    state.error === error;
  return same ? state : next(state, { connection, attempt, retryAt, error });
}

/** Empties the log, to read it again. Claims are removed, because the claimed events will be read again. */
function restart(state: SessionState, view: SessionView): SessionState {
  const outbox = state.outbox.map((item) =>
    item.claim === null ? item : Object.freeze({ ...item, claim: null }),
  );
  return withOutbox(state, outbox, { ...emptyLog(), knownSeq: lastKnownSeq(state), view });
}

/** Updates the entry of an event whose spilled body has been read. */
function withContent(state: SessionState, read: ReadEvent): SessionState {
  const { seq } = read.event;
  const { seam } = state.fold;
  const changed = changeEntry(state, seq, (entry) => completed(entry, read, state.view.viewer));
  if (!seam?.reads.some(({ event }) => event.seq === seq)) return changed;
  const reads = seam.reads.map((other) => (other.event.seq === seq ? read : other));
  return next(changed, { fold: Object.freeze({ ...changed.fold, seam: { ...seam, reads } }) });
}

/** The entry with the text of the whole event. Its author and its delivery stay. */
function completed(entry: Entry, read: ReadEvent, viewer: string | null): Entry {
  if (entry.id !== read.event.id) return entry;
  const shown = read.facts.find(isShown);
  const kept = entry.event ? { ...entry, event: read.event } : entry;
  const whole = shown ? entryOf(read, shown, viewer) : null;
  if (whole?.kind === "card" && kept.kind === "card") return { ...kept, ...whole };
  if (whole?.kind !== "message" || kept.kind !== "message") return kept;
  const { isPartial: _, ...message } = kept;
  return { ...message, text: whole.text };
}
