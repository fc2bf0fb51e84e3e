import type { ReadEvent } from "../../wire/facts.js";
import type { Change, Effect, OutboxChange, QuietChange, Step } from "./change.js";
import { entryOf, isShown } from "./entries.js";
import { countUnread, freshEvents, LogFold } from "./log-fold.js";
import { at, firstIndex, ListEdit } from "./list.js";
import {
  changeOutgoing,
  echoIn,
  isStart,
  pendingEntries,
  withoutMistaken,
  withoutOutgoing,
} from "./local-echo.js";
import {
  emptyLog,
  initialState,
  type Entry,
  type Outgoing,
  type SessionState,
  type SessionView,
} from "./state.js";
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
      return step(initialState(null, state.view), ...state.outbox.map(gone));
    case "queued":
      return queue(state, change.outgoing);
    case "accepted":
      return accept(state, change.key, change.id, change.seq);
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

function quietly(state: SessionState): Step {
  return { state, effects: [] };
}

function step(state: SessionState, ...effects: Effect[]): Step {
  return { state, effects };
}

function gone({ key }: Outgoing): Effect {
  return { type: "gone", key };
}

/**
 * The effects of a delivery, once for each message, whether the answer of the post or the remote echo comes
 * first.
 */
function delivered(item: Outgoing, id: string, seq: number): Effect[] {
  return item.accepted ? [] : [{ type: "delivered", item, id, seq }];
}

function next(state: SessionState, change: Partial<SessionState>): SessionState {
  return Object.freeze({ ...state, ...change });
}

/** The log of a conversation that was not begun here is history, even where nothing had been read before. */
function named(state: SessionState, session: string | null): SessionState {
  if (state.session === session) return state;
  return next(state, { session, caughtUp: state.caughtUp && state.outbox.some(isStart) });
}

function withOutbox(
  state: SessionState,
  outbox: readonly Outgoing[],
  rest: Partial<SessionState> = {},
): SessionState {
  return next(state, { ...rest, outbox: Object.freeze(outbox), pending: pendingEntries(outbox) });
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
  const events = fresh.map(({ event }) => event);
  return step(folded, { type: "events", events, replayed: !state.caughtUp }, ...settled);
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

function changeEntry(state: SessionState, seq: number, change: (entry: Entry) => Entry): SessionState {
  const index = firstIndex(state.log, (entry) => (entry.seq ?? 0) >= seq);
  const entry = at(state.log, index);
  if (entry?.seq !== seq) return state;
  const log = new ListEdit(state.log);
  log.set(index, Object.freeze(change(entry)));
  return next(state, { log: log.freeze() });
}

/** A message that was tried before it came here may be in the part of the log that has been read. */
function queue(state: SessionState, item: Outgoing): Step {
  if (state.outbox.some(({ key }) => key === item.key)) return quietly(state);
  // Messages that an earlier page has kept come before those that were written here since.
  const later = state.outbox.filter(({ createdAt }) => createdAt > item.createdAt);
  const earlier = state.outbox.filter((other) => !later.includes(other));
  const queued = withOutbox(state, [...earlier, item, ...later]);
  const seq = item.triedAt === null ? null : echoIn(state.log, item);
  if (seq === null) return quietly(queued);
  if (isStart(item) || item.delivery === "failed") return accept(queued, item.key, item.key, seq);
  const claimed = changeEntry(queued, seq, (entry) => ({ ...entry, key: item.key }));
  return quietly(withOutbox(claimed, changeOutgoing(queued.outbox, item.key, { claim: seq })));
}

/** The log's first input is the one that started the session. */
function started(state: SessionState, item: Outgoing): Step {
  const sent = withOutbox(
    state,
    changeOutgoing(state.outbox, item.key, { delivery: "sent", error: null, starts: true }),
  );
  const seq = echoIn(state.log, { ...item, starts: true });
  return seq === null ? quietly(sent) : accept(sent, item.key, item.key, seq);
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

/** The event at `seq` is our message of `key`, by the server's word. */
function confirm(state: SessionState, seq: number, key: string): SessionState {
  const isOpen = state.fold.inputs.some((input) => input.seq === seq);
  const delivery = isOpen ? "sent" : "picked-up";
  return changeEntry(state, seq, (entry) =>
    entry.kind === "message" ? { ...entry, key, mine: true, delivery } : { ...entry, key },
  );
}

/** What `item` had claimed is somebody else's. */
function unclaim(state: SessionState, { claim }: Outgoing): SessionState {
  return claim === null ? state : changeEntry(state, claim, (entry) => ({ ...entry, key: entry.id }));
}

function isInLog({ fold, view }: SessionState, seq: number): boolean {
  const index = firstIndex(fold.seqs, (other) => other >= seq);
  return seq <= view.afterSeq || at(fold.seqs, index) === seq;
}

function accept(state: SessionState, key: string, id: string, seq: number): Step {
  const item = state.outbox.find((other) => other.key === key);
  if (!item) return quietly(state);
  const told = delivered(item, id, seq);
  const unclaimed = item.claim === seq ? state : unclaim(state, item);
  const outbox = withoutMistaken(state.outbox, item, seq);
  if (isInLog(state, seq)) {
    // The echo came before the answer, or the key had been used before.
    const confirmed = withOutbox(confirm(unclaimed, seq, key), withoutOutgoing(outbox, key));
    return step(confirmed, ...told, gone(item));
  }
  const accepted = Object.freeze({ id, seq });
  const change = { accepted, claim: null, delivery: "sent", error: null } as const;
  return step(withOutbox(unclaimed, changeOutgoing(outbox, key, change)), ...told);
}

/** Without certainty, what looks like the message in the log is taken for it. */
function refuse(state: SessionState, item: Outgoing, { certain, error }: Change & { type: "refused" }): Step {
  if (!certain && item.claim !== null) return accept(state, item.key, item.key, item.claim);
  const untried = certain ? { triedAt: null, baseSeq: null } : {};
  // From now on only its own words are taken for it, as another message may start the session.
  const change = { delivery: "failed", claim: null, starts: false, error, ...untried } as const;
  const refused = withOutbox(unclaim(state, item), changeOutgoing(state.outbox, item.key, change));
  return item.delivery === "failed"
    ? quietly(refused)
    : step(refused, { type: "refused", key: item.key, error });
}

/** The last seq that is known of, read or not: that of what started the session, or what the server has told. */
function lastKnownSeq({ lastSeq, knownSeq, outbox }: SessionState): number {
  return Math.max(1, lastSeq, knownSeq, ...outbox.map(({ accepted }) => accepted?.seq ?? 0));
}

function changeOutbox(state: SessionState, change: OutboxChange): Step {
  const item = state.outbox.find((other) => other.key === change.key);
  // What the server has accepted, no later word about an attempt takes back.
  if (!item || item.accepted) return quietly(state);
  const set = (fields: Partial<Outgoing>) =>
    quietly(withOutbox(state, changeOutgoing(state.outbox, item.key, fields)));
  switch (change.type) {
    case "attempt":
      return set({
        delivery: "sending",
        error: null,
        starts: change.starts,
        triedAt: item.triedAt ?? change.at,
        baseSeq: change.starts ? null : (item.baseSeq ?? lastKnownSeq(state)),
      });
    case "postponed":
      return set({ delivery: "waiting", error: change.error });
    case "retry":
      return set({
        delivery: "waiting",
        error: null,
        triedAt: item.triedAt === null ? null : change.at,
        createdAt: item.error?.code === "stale" ? change.at : item.createdAt,
      });
    case "started":
      return started(state, item);
    case "refused":
      return refuse(state, item, change);
    case "discarded":
      return step(withOutbox(state, withoutOutgoing(state.outbox, item.key)), gone(item));
  }
}
