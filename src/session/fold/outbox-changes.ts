import type { Receipt } from "../../wire/wire.js";
import type { Change, Effect, OutboxChange, Step } from "../state/change.js";
import { at, atSeq, firstIndex } from "../state/list.js";
import {
  changeOutgoing,
  echoIn,
  failedIn,
  isEchoRead,
  isInputEntry,
  isNamed,
  isNameless,
  isStart,
  withoutMistaken,
  withoutOutgoing,
} from "../state/local-echo.js";
import { changeEntry, delivered, gone, quietly, step, withOutbox } from "./next-state.js";
import {
  isHistoryComplete,
  type Entry,
  type MessageEntry,
  type Outgoing,
  type SessionState,
} from "../state/state.js";

/**
 * Adds a message to the outbox. If the message was tried before, by another tab or an earlier page, its remote echo may
 * have been read already, and is searched for.
 */
export function enqueue(state: SessionState, item: Outgoing): Step {
  if (state.outbox.some(({ key }) => key === item.key)) return quietly(state);
  // A message that was tried on an earlier page goes before a message that was written here at the same time.
  const since = item.createdAt - (item.triedAt === null ? 0 : 1);
  const later = state.outbox.filter(({ createdAt }) => createdAt > since);
  const earlier = state.outbox.filter((other) => !later.includes(other));
  const queued = withOutbox(state, [...earlier, item, ...later]);
  return findEcho(queued, item);
}

/** Searches the part of the log that has been read for the remote echo of a message that was tried. */
function findEcho(state: SessionState, item: Outgoing): Step {
  const isThere = item.triedAt !== null && item.claim === null && item.accepted === null;
  const seq = isThere && isEchoRead(state, item) ? echoIn(state.log, item) : null;
  if (seq === null) return quietly(state);
  if (isStart(item) || item.delivery === "failed") return accept(state, item.key, receiptOf(item.key, seq));
  const claimed = changeEntry(state, seq, (entry) => ({ ...entry, key: item.key }));
  return quietly(withOutbox(claimed, changeOutgoing(state.outbox, item.key, { claim: seq })));
}

/** Searches for the remote echoes of all messages, after more of the log has been read. */
export function findEchoes(state: SessionState): Step {
  const effects: Effect[] = [];
  let found = state;
  for (const item of state.outbox) {
    const next = findEcho(found, item);
    found = next.state;
    effects.push(...next.effects);
  }
  return step(found, ...effects);
}

/** Settles the message that has started the session: the log's first input is its remote echo. */
function started(state: SessionState, item: Outgoing): Step {
  const sent = withOutbox(
    state,
    changeOutgoing(state.outbox, item.key, { delivery: "sent", error: null, starts: true }),
  );
  const seq = isHistoryComplete(state) ? echoIn(state.log, { ...item, starts: true }) : null;
  return seq === null ? quietly(sent) : accept(sent, item.key, receiptOf(item.key, seq));
}

/** Marks the entry at `seq` as the message of `key`, because a receipt identifies it. */
function confirm(state: SessionState, seq: number, key: string): SessionState {
  const { held, inputs } = state.fold;
  const isOpen = held.includes(seq) || inputs.some((input) => input.seq === seq);
  const delivery = isOpen ? "sent" : "picked-up";
  return changeEntry(state, seq, (entry) =>
    entry.kind === "message" ? { ...entry, key, mine: true, delivery } : { ...entry, key },
  );
}

/** Removes the claim of `item`, because the event is the echo of another message. */
function unclaim(state: SessionState, { claim }: Outgoing): SessionState {
  return claim === null ? state : changeEntry(state, claim, (entry) => ({ ...entry, key: entry.id }));
}

/** Whether the event at `seq` has been read, or lies before the part of the log that is read. */
function isInLog({ fold, startSeq, view }: SessionState, seq: number): boolean {
  const index = firstIndex(fold.seqs, (other) => other >= seq);
  return seq <= Math.max(view.afterSeq, startSeq) || at(fold.seqs, index) === seq;
}

/** A receipt for a message whose event in the log is known. */
function receiptOf(id: string, seq: number): Receipt {
  return { id, seq, turnId: null, heldId: null };
}

/** The seq of the input that a receipt identifies; null while that input has not been read. */
function seqOf(state: SessionState, receipt: Receipt): number | null {
  if (receipt.seq !== null) return isInLog(state, receipt.seq) ? receipt.seq : null;
  for (let i = state.log.length - 1; i >= 0; i -= 1) {
    const entry = at(state.log, i) as Entry;
    if (!isInputEntry(entry) || entry.seq === null) continue;
    const { id, seq, turnId, heldId = null } = entry;
    if (isNamed(receipt, { id, seq, turnId, heldId })) return seq;
  }
  return null;
}

/** Records the receipt of a message. If its event has been read, the message leaves the outbox. */
export function accept(state: SessionState, key: string, receipt: Receipt): Step {
  const item = state.outbox.find((other) => other.key === key);
  if (!item) return quietly(state);
  const seq = seqOf(state, receipt) ?? (isNameless(receipt) ? item.claim : null);
  const unclaimed = item.claim === seq ? state : unclaim(state, item);
  const outbox = seq === null ? state.outbox : withoutMistaken(state.outbox, item, seq, state);
  if (seq !== null) {
    // The remote echo was read before the receipt came, or the key had been used before.
    const confirmed = withOutbox(confirm(unclaimed, seq, key), withoutOutgoing(outbox, key));
    return step(confirmed, ...delivered(item, receipt.id ?? idAt(state, seq), seq), gone(item));
  }
  const { id, seq: told, turnId, heldId } = receipt;
  const accepted = Object.freeze({ id, seq: told, turnId, heldId });
  const sentBefore = receipt.isRepeat ? { baseSeq: 0 } : {};
  const change = { accepted, claim: null, delivery: "sent", error: null, ...sentBefore } as const;
  const rest = told === null ? outbox : withoutMistaken(outbox, item, told, state);
  const sent = withOutbox(unclaimed, changeOutgoing(rest, key, change));
  return id !== null && told !== null ? step(sent, ...delivered(item, id, told)) : quietly(sent);
}

function idAt({ log }: SessionState, seq: number): string {
  return atSeq(log, seq)?.id ?? "";
}

/**
 * Marks a message as failed. If the refusal is not certain and the message has a claim, the claimed event counts as the
 * message.
 */
function refuse(state: SessionState, item: Outgoing, { certain, error }: Change & { type: "refused" }): Step {
  if (!certain && item.claim !== null) return accept(state, item.key, receiptOf(item.key, item.claim));
  const untried = certain ? { triedAt: null, baseSeq: null } : {};
  // From now on the message is recognised by its text alone, because another message may start the session.
  const change = { delivery: "failed", claim: null, starts: false, error, ...untried } as const;
  const refused = withOutbox(unclaim(state, item), changeOutgoing(state.outbox, item.key, change));
  return item.delivery === "failed"
    ? quietly(refused)
    : step(refused, { type: "refused", key: item.key, error });
}

/**
 * The highest seq that is known to exist, from events that were read, from receipts, and from the service. At least 1,
 * the message that started the session.
 */
export function lastKnownSeq({ lastSeq, knownSeq, outbox }: SessionState): number {
  return Math.max(1, lastSeq, knownSeq, ...outbox.map(({ accepted }) => accepted?.seq ?? 0));
}

/** Clears the failure of a message of the log that never reached the agent. The message stays in the log. */
function withoutFailure(state: SessionState, key: string): SessionState {
  const entry = failedIn(state.log, key);
  if (!entry) return state;
  const told: MessageEntry = { ...entry, delivery: null, error: null };
  return changeEntry(state, entry.seq ?? 0, () => told);
}

/** Applies a change to its message in the outbox. */
export function changeOutbox(state: SessionState, change: OutboxChange): Step {
  const item = state.outbox.find((other) => other.key === change.key);
  if (!item && change.type === "discarded") return quietly(withoutFailure(state, change.key));
  // Once the server has accepted a message, later news of an attempt, for example from another tab, changes nothing.
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
