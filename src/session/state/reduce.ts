import type { SessionError } from "../../wire/errors.js";
import type { SessionEvent } from "../../wire/events.js";
import { meaningOf } from "./interpret.js";
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
  type Connection,
  type Entry,
  type Outgoing,
  type SessionState,
  type SessionView,
} from "./state.js";
import { isUnclear } from "./turns.js";

/** Everything that can happen to a session. */
export type Change =
  /** A read brought events, in any order, known ones among them. */
  | { readonly type: "events"; readonly events: readonly SessionEvent[] }
  /** An event with the whole of its body, which was too large for the log. */
  | { readonly type: "content"; readonly event: SessionEvent }
  | { readonly type: "caught-up" }
  /** Nothing was heard of an unclear turn for a while. */
  | { readonly type: "lapsed" }
  | {
      readonly type: "connection";
      readonly connection: Connection;
      readonly attempt?: number;
      readonly retryAt?: number | null;
      readonly error?: SessionError | null;
    }
  | { readonly type: "session"; readonly session: string | null }
  /** Signed out, or a new conversation: nothing is known any more. */
  | { readonly type: "reset" }
  /** The log is read anew, perhaps with other eyes. */
  | { readonly type: "restart"; readonly view: SessionView }
  /** The token may, or may not, post. */
  | { readonly type: "read-only"; readonly readOnly: boolean }
  /** A message was written, here or in another tab, or found in the store. */
  | { readonly type: "queued"; readonly outgoing: Outgoing }
  /** `starts`: the attempt begins a session with the message as its input. */
  | { readonly type: "attempt"; readonly key: string; readonly at: number; readonly starts: boolean }
  /**
   * The attempt had no clear answer: the message waits for the next one, due at `until` (epoch ms). `error`:
   * why, when that is worth a word.
   */
  | {
      readonly type: "postponed";
      readonly key: string;
      readonly until: number | null;
      readonly error: SessionError | null;
    }
  | { readonly type: "accepted"; readonly key: string; readonly id: string; readonly seq: number }
  /** The message started the session; its seq shows only in the log. */
  | { readonly type: "started"; readonly key: string }
  /**
   * The message was refused or given up. `certain`: the log cannot have it, so no echo of it is looked for.
   */
  | {
      readonly type: "refused";
      readonly key: string;
      readonly error: SessionError;
      readonly certain: boolean;
    }
  /** The person asks for another attempt. Its hour begins anew; what it may have become is still looked for. */
  | { readonly type: "retry"; readonly key: string; readonly at: number }
  | { readonly type: "discarded"; readonly key: string }
  | { readonly type: "seen"; readonly seq: number };

/**
 * The session after a change: the only place where a state is made. Pure; returns the same state when the
 * change changes nothing.
 */
export function reduce(state: SessionState, change: Change): SessionState {
  switch (change.type) {
    case "events":
      return addEvents(state, change.events);
    case "content":
      return changeEntry(state, change.event.seq, (entry) =>
        completed(entry, change.event, state.view.viewer),
      );
    case "caught-up":
      return state.caughtUp ? state : next(state, { caughtUp: true });
    case "lapsed":
      return lapse(state);
    case "connection":
      return setConnection(state, change);
    case "session":
      return state.session === change.session ? state : next(state, { session: change.session });
    case "reset":
      return initialState(null, state.view);
    case "restart":
      return restart(state, change.view);
    case "read-only":
      return state.readOnly === change.readOnly ? state : next(state, { readOnly: change.readOnly });
    case "queued":
      return queue(state, change.outgoing);
    case "accepted":
      return accept(state, change.key, change.id, change.seq);
    case "seen":
      return change.seq <= state.seenSeq
        ? state
        : next(state, { seenSeq: change.seq, unread: countUnread(state.log, change.seq) });
    default:
      return changeOutbox(state, change);
  }
}

function next(state: SessionState, change: Partial<SessionState>): SessionState {
  return Object.freeze({ ...state, ...change });
}

function withOutbox(
  state: SessionState,
  outbox: readonly Outgoing[],
  rest: Partial<SessionState> = {},
): SessionState {
  return next(state, { ...rest, outbox: Object.freeze(outbox), pending: pendingEntries(outbox) });
}

function addEvents(state: SessionState, events: readonly SessionEvent[]): SessionState {
  const fresh = freshEvents(state, events);
  if (fresh.length === 0) return state;
  const fold = new LogFold(state);
  for (const event of fresh) fold.add(event);
  const change = fold.finish();
  return change.outbox === state.outbox
    ? next(state, change)
    : withOutbox(state, change.outbox ?? [], change);
}

function lapse(state: SessionState): SessionState {
  if (!isUnclear(state.fold)) return state;
  const fold = new LogFold(state);
  fold.lapse();
  return next(state, fold.finish());
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

/** What was claimed is open again: the log that is read anew will show it once more. */
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
function queue(state: SessionState, item: Outgoing): SessionState {
  if (state.outbox.some(({ key }) => key === item.key)) return state;
  const queued = withOutbox(state, [...state.outbox, item]);
  const seq = item.triedAt === null ? null : echoIn(state.log, item);
  if (seq === null) return queued;
  if (isStart(item) || item.delivery === "failed") return accept(queued, item.key, item.key, seq);
  const claimed = changeEntry(queued, seq, (entry) => ({ ...entry, key: item.key }));
  return withOutbox(claimed, changeOutgoing(queued.outbox, item.key, { claim: seq }));
}

/** The log's first input is the one that started the session. */
function started(state: SessionState, item: Outgoing): SessionState {
  const sent = withOutbox(
    state,
    changeOutgoing(state.outbox, item.key, { delivery: "sent", error: null, starts: true }),
  );
  const seq = echoIn(state.log, { ...item, starts: true });
  return seq === null ? sent : accept(sent, item.key, item.key, seq);
}

/** An entry with the words of the whole event; whose it is and how it stands was known before. */
function completed(entry: Entry, event: SessionEvent, viewer: string | null): Entry {
  const meaning = meaningOf(event, viewer);
  const kept = entry.event ? { ...entry, event } : entry;
  const whole = meaning?.kind === "entry" ? meaning.entry : null;
  if (whole?.kind === "card" && kept.kind === "card") return { ...kept, ...whole };
  if (whole?.kind !== "message" || kept.kind !== "message") return kept;
  return { ...kept, text: whole.text };
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

function accept(state: SessionState, key: string, id: string, seq: number): SessionState {
  const item = state.outbox.find((other) => other.key === key);
  if (!item) return state;
  const unclaimed = item.claim === seq ? state : unclaim(state, item);
  const outbox = withoutMistaken(state.outbox, item, seq);
  if (isInLog(state, seq)) {
    // The echo came before the answer, or the key had been used before.
    return withOutbox(confirm(unclaimed, seq, key), withoutOutgoing(outbox, key));
  }
  const accepted = Object.freeze({ id, seq });
  const change = { accepted, claim: null, delivery: "sent", error: null } as const;
  return withOutbox(unclaimed, changeOutgoing(outbox, key, change));
}

/** Without certainty, what looks like the message in the log is taken for it. */
function refuse(
  state: SessionState,
  item: Outgoing,
  { certain, error }: Change & { type: "refused" },
): SessionState {
  if (!certain && item.claim !== null) return accept(state, item.key, item.key, item.claim);
  const untried = certain ? { triedAt: null, baseSeq: null } : {};
  // From now on only its own words are taken for it, as another message may start the session.
  const change = { delivery: "failed", claim: null, starts: false, error, ...untried } as const;
  return withOutbox(unclaim(state, item), changeOutgoing(state.outbox, item.key, change));
}

/** The last seq that is known of, read or not: that of what started the session, or what the server has told. */
function lastKnownSeq({ lastSeq, knownSeq, outbox }: SessionState): number {
  return Math.max(1, lastSeq, knownSeq, ...outbox.map(({ accepted }) => accepted?.seq ?? 0));
}

/** What can happen to one message of the outbox. */
export type OutboxChange = Extract<
  Change,
  { type: "attempt" | "postponed" | "started" | "refused" | "retry" | "discarded" }
>;

function changeOutbox(state: SessionState, change: OutboxChange): SessionState {
  const item = state.outbox.find((other) => other.key === change.key);
  // What the server has accepted, no later word about an attempt takes back.
  if (!item || item.accepted) return state;
  const set = (fields: Partial<Outgoing>) =>
    withOutbox(state, changeOutgoing(state.outbox, item.key, fields));
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
      });
    case "started":
      return started(state, item);
    case "refused":
      return refuse(state, item, change);
    case "discarded":
      return withOutbox(state, withoutOutgoing(state.outbox, item.key));
  }
}
