import type { ReadEvent } from "../../wire/facts.js";
import type { Change, Effect, QuietChange, Step } from "../state/change.js";
import { entryOf, isShown } from "./entries.js";
import { countUnread, freshEvents, LogFold } from "./log-fold.js";
import { isStart } from "../state/local-echo.js";
import { changeEntry, delivered, gone, next, quietly, step, withOutbox } from "./next-state.js";
import { accept, changeOutbox, lastKnownSeq, queue } from "./outbox-changes.js";
import {
  isShownIn,
  emptyLog,
  initialState,
  type Entry,
  type SessionState,
  type SessionView,
} from "../state/state.js";
import { isUnclear } from "./turns.js";

/**
 * The session after a change, and what the change brought about: the only place where a state is made. Pure; the
 * state is the same when the change changes nothing.
 */
export function reduce(state: SessionState, change: Change): Step {
  switch (change.type) {
    case "events":
      return addEvents(state, change.events);
    case "caught-up":
      return state.caughtUp ? quietly(state) : step(next(state, { caughtUp: true }), { type: "caught-up" });
    case "reset":
      return step(initialState(null, state.view, state.capabilities), ...state.outbox.map(gone));
    case "queued":
      return queue(state, change.outgoing);
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
      return quietly(afterQuietly(state, change));
  }
}

/** The state after a change that brings nothing about but itself. An unknown one leaves the state alone. */
function afterQuietly(state: SessionState, change: QuietChange): SessionState {
  switch (change.type) {
    case "content":
      return changeEntry(state, change.event.event.seq, (entry) =>
        completed(entry, change.event, state.view.viewer),
      );
    case "lapsed":
      return lapse(state);
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

/** The compiler proves that no change of ours comes here. */
function unknown(state: SessionState, _change: never): SessionState {
  return state;
}

/** The log of a conversation that was not begun here is history, even where nothing had been read before. */
function named(state: SessionState, session: string | null): SessionState {
  if (state.session === session) return state;
  return next(state, { session, caughtUp: state.caughtUp && state.outbox.some(isStart) });
}

function addEvents(state: SessionState, reads: readonly ReadEvent[]): Step {
  const fresh = freshEvents(state, reads);
  if (fresh.length === 0) return quietly(state);
  const fold = new LogFold(state);
  for (const read of fresh) fold.add(read);
  const change = fold.finish();
  const folded =
    change.outbox === state.outbox ? next(state, change) : withOutbox(state, change.outbox ?? [], change);
  const settled = fold.settled.flatMap(({ item, id, seq }) => [...delivered(item, id, seq), gone(item)]);
  const events = fresh.map(({ event }) => event).filter((event) => isShownIn(state.view, event));
  const told: Effect = { type: "events", events, replayed: !state.caughtUp };
  return step(folded, told, ...settled, ...(fold.end ? [{ type: "ended", error: fold.end } as const] : []));
}

function lapse(state: SessionState): SessionState {
  if (!isUnclear(state.fold)) return state;
  const fold = new LogFold(state);
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

/** Claims are given up: the log that is read anew will show the claimed events once more. */
function restart(state: SessionState, view: SessionView): SessionState {
  const outbox = state.outbox.map((item) =>
    item.claim === null ? item : Object.freeze({ ...item, claim: null }),
  );
  return withOutbox(state, outbox, { ...emptyLog(), knownSeq: lastKnownSeq(state), view });
}

/** An entry with the words of the whole event; whose it is and how it stands was known before. */
function completed(entry: Entry, read: ReadEvent, viewer: string | null): Entry {
  const shown = read.facts.find(isShown);
  const kept = entry.event ? { ...entry, event: read.event } : entry;
  const whole = shown ? entryOf(read, shown, viewer) : null;
  if (whole?.kind === "card" && kept.kind === "card") return { ...kept, ...whole };
  if (whole?.kind !== "message" || kept.kind !== "message") return kept;
  const { isPartial: _, ...message } = kept;
  return { ...message, text: whole.text };
}
