import { attached } from "../../wire/attachments.js";
import { fromJson, toJson } from "../../wire/json.js";
import { SessionError } from "../../wire/errors.js";
import type { Receipt } from "../../wire/wire.js";
import { items, type List } from "./list.js";
import {
  isHistoryComplete,
  type Delivery,
  type Entry,
  type MessageEntry,
  type Outgoing,
  type SessionState,
} from "./state.js";

/** The part of the log that has been read. */
type ReadPart = Pick<SessionState, "startSeq" | "view">;

/**
 * A message before its first attempt.
 *
 * @throws {SessionError} code `invalid`, when `refs` cannot be written as JSON.
 */
export function newOutgoing(
  message: Pick<Outgoing, "key" | "text" | "refs" | "createdAt"> & Partial<Pick<Outgoing, "answers">>,
): Outgoing {
  return Object.freeze({
    answers: null,
    ...message,
    refs: copied(message.refs),
    starts: false,
    triedAt: null,
    baseSeq: null,
    delivery: "waiting",
    error: null,
    accepted: null,
    claim: null,
  });
}

/**
 * Slightly less than the latest time that a `Date` can hold, epoch milliseconds. Formatting a later one would throw.
 */
export const LATEST_MS = 8e15;

/**
 * The creation time of a new message, epoch milliseconds. It is later than that of the previous message, even after the
 * clock was set back, because a reload sorts messages by this time.
 */
export function laterThan(outbox: readonly Outgoing[], now: number): number {
  return Math.min(LATEST_MS, Math.max(now, 1 + (outbox.at(-1)?.createdAt ?? 0)));
}

/** A copy of the refs, as JSON will carry them. A host may pass a proxy, or change the object later. */
function copied(refs: Outgoing["refs"]): Outgoing["refs"] {
  try {
    return refs && fromJson(toJson(refs));
  } catch (cause) {
    throw new SessionError("invalid", "refs cannot be written as JSON.", { cause });
  }
}

/** The list with the message of `key` changed; the same list when there is no such message. */
export function changeOutgoing(
  outbox: readonly Outgoing[],
  key: string,
  change: Partial<Outgoing>,
): readonly Outgoing[] {
  if (!outbox.some((item) => item.key === key)) return outbox;
  return Object.freeze(
    outbox.map((item) => (item.key === key ? Object.freeze({ ...item, ...change }) : item)),
  );
}

/** The list without the message of `key`. */
export function withoutOutgoing(outbox: readonly Outgoing[], key: string): readonly Outgoing[] {
  return outbox.some((item) => item.key === key)
    ? Object.freeze(outbox.filter((item) => item.key !== key))
    : outbox;
}

/**
 * A text in the form in which texts are compared. A server may have changed line endings and removed outer white space.
 */
function normalized(text: string): string {
  return text.replace(/\r\n?/g, "\n").trim().normalize("NFC");
}

/** Whether an entry is an input: a message of a person, or of their backend. */
export function isInputEntry(entry: Entry): entry is MessageEntry {
  return entry.kind === "message" && entry.from === "user";
}

/**
 * Whether a message was tried only as the one that starts the session. Its remote echo can only be the log's first
 * input.
 */
export function isStart({ baseSeq, triedAt }: Outgoing): boolean {
  return triedAt !== null && baseSeq === null;
}

/** Whether the part of the log that can contain the remote echo of a message without a receipt has been read. */
export function isEchoRead(part: ReadPart, { baseSeq }: Outgoing): boolean {
  return isHistoryComplete(part) || (baseSeq !== null && baseSeq >= part.startSeq);
}

/** Whether the input at `seq` may be the remote echo of `item`, which has no receipt yet. */
function isEcho(item: Outgoing, seq: number, text: string, isFirst: boolean): boolean {
  if (item.triedAt === null || item.claim !== null) return false;
  if (item.baseSeq === null ? !isFirst : seq <= item.baseSeq) return false;
  return item.starts || normalized(item.text) === normalized(text);
}

/**
 * The outbox after the event at `seq` was found to be the message `owner`. Other messages with the same text and
 * without a receipt get that seq as `baseSeq`, so that none of them claims the event, also when the log is read again.
 */
export function withoutMistaken(
  outbox: readonly Outgoing[],
  owner: Outgoing,
  seq: number,
  part: ReadPart,
): readonly Outgoing[] {
  return outbox.map((item) =>
    item.key !== owner.key && isEchoRead(part, item) && isEcho(item, seq, owner.text, false)
      ? Object.freeze({ ...item, baseSeq: seq })
      : item,
  );
}

/**
 * The seq of the first event of a log that may be the remote echo of `item` and of no other message; null: there is
 * none.
 */
export function echoIn(log: List<Entry>, item: Outgoing): number | null {
  let isFirst = true;
  for (const entry of items(log)) {
    if (!isInputEntry(entry)) continue;
    const { id, key, seq, text } = entry;
    if (key === id && seq !== null && isEcho(item, seq, text, isFirst)) return seq;
    isFirst = false;
  }
  return null;
}

/** The message of `key` in the log that never reached the agent; undefined when there is none. */
export function failedIn(log: List<Entry>, key: string): MessageEntry | undefined {
  for (const entry of items(log)) {
    if (entry.key === key && entry.kind === "message" && entry.delivery === "failed") return entry;
  }
  return undefined;
}

/** A remote echo that was found: its message, and the outbox after it. */
export interface Claim {
  readonly key: string;
  readonly outbox: readonly Outgoing[];
  /** Whether the echo is certain: a receipt names it, or no other message can have made it. */
  readonly isCertain: boolean;
}

/** An input of the log, with all ids by which a receipt may identify it. */
export interface Input {
  readonly id: string;
  readonly seq: number;
  readonly turnId: string | null;
  /** The name of the input while it is held back; null where it is not. */
  readonly heldId: string | null;
  readonly text: string;
}

/** Whether a receipt identifies an input. */
export function isNamed(receipt: Receipt, { id, seq, turnId, heldId }: Omit<Input, "text">): boolean {
  if (receipt.seq === seq || receipt.id === id) return true;
  if (receipt.heldId !== null) return receipt.heldId === heldId;
  return receipt.turnId !== null && receipt.turnId === turnId;
}

/**
 * Whether a receipt has none of the ids by which the log will show the message. Then the message is recognised by its
 * text alone.
 */
export function isNameless({ id, seq, turnId, heldId }: Receipt): boolean {
  return (id ?? seq ?? turnId ?? heldId) === null;
}

/**
 * The message of the outbox whose remote echo an input of the log is; null if it is the echo of none.
 *
 * - A message with a receipt is known by the receipt, and leaves the outbox.
 * - A message without a receipt claims the first input after its first attempt that has the same text. The input is
 *   drawn as ours until the answer of the post confirms it or says otherwise.
 * - A message that was given up without a clear answer is settled by its remote echo, unless a later message with the
 *   same text is being sent.
 * - A message claims nothing while its remote echo may lie in a part of the log that has not been read, because its
 *   echo is the first input that matches.
 *
 * @param isFirst whether the input is the first one of the log, which started the session.
 */
export function claimFor(
  outbox: readonly Outgoing[],
  input: Input,
  isFirst: boolean,
  part: ReadPart,
): Claim | null {
  const { seq, text } = input;
  const echoed = outbox.filter((item) =>
    item.accepted && !isNameless(item.accepted)
      ? isNamed(item.accepted, input)
      : isEchoRead(part, item) && isEcho(item, seq, text, isFirst),
  );
  // Several messages may have been tried as the one that starts the session. The input is the one with the same text.
  const item =
    echoed.find(({ accepted }) => accepted) ??
    echoed.find((other) => other.starts && normalized(other.text) === normalized(text)) ??
    echoed.find(({ delivery }) => delivery !== "failed") ??
    echoed[0];
  if (!item) return null;
  const isCertain = item.accepted !== null || isStart(item);
  const isSettled = isCertain || item.delivery === "failed";
  const rest = isSettled
    ? withoutOutgoing(outbox, item.key)
    : changeOutgoing(outbox, item.key, { claim: seq, error: null });
  return { key: item.key, isCertain, outbox: item.accepted ? withoutMistaken(rest, item, seq, part) : rest };
}

const entries = new WeakMap<Outgoing, MessageEntry>();

function pendingEntry(item: Outgoing): MessageEntry {
  let entry = entries.get(item);
  if (!entry) {
    entry = Object.freeze({
      kind: "message",
      id: item.key,
      key: item.key,
      seq: null,
      time: new Date(item.createdAt),
      turnId: null,
      from: "user",
      name: "",
      text: item.text,
      mine: true,
      delivery: item.delivery satisfies Delivery,
      error: item.error satisfies SessionError | null,
      streaming: false,
      ...attached(item.refs),
    });
    entries.set(item, entry);
  }
  return entry;
}

/**
 * The entries of messages that the log does not show yet, which are drawn after the log. The same message gives the
 * same entry.
 */
export function pendingEntries(outbox: readonly Outgoing[]): readonly MessageEntry[] {
  return Object.freeze(outbox.filter((item) => item.claim === null).map(pendingEntry));
}
