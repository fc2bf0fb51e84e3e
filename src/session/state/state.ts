import type { Attachment } from "../../wire/attachments.js";
import type { SessionError } from "../../wire/errors.js";
import type { SessionEvent } from "../../wire/events.js";
import type { CardFact, NoticeFact, QuestionOption, ReadEvent, TurnOutcome } from "../../wire/facts.js";
import { BASIC_CAPABILITIES, type Capabilities, type Receipt } from "../../wire/wire.js";
import { at, emptyList, type List } from "./list.js";
import type { SessionView } from "./session-view.js";

/** The state of the connection to the log. `closed` is final: the session is archived or deleted. */
export type Connection =
  | "disconnected"
  | "connecting"
  | "live"
  | "reconnecting"
  | "offline"
  | "unauthorized"
  | "closed";

/** What the agent is doing, derived from the log. */
export type Turn = "idle" | "working" | "awaiting-input";

/**
 * The delivery of a message of the person. `waiting`: stored on the device. `sending`: being posted. `sent`: accepted
 * by the server. `picked-up`: taken up by a turn. `failed`: refused or given up.
 */
export type Delivery = "waiting" | "sending" | "sent" | "picked-up" | "failed";

interface EntryBase {
  /** The event's id; for a message the log does not have yet, its idempotency key. */
  readonly id: string;
  /** Stable for the life of the entry, from pending to confirmed: use it as the key of a rendered list. */
  readonly key: string;
  /** The event's seq, or null while the log does not have it. */
  readonly seq: number | null;
  readonly time: Date | null;
  readonly turnId: string | null;
  /** The log's event, kept only for types that `SessionView.retain` asks for. */
  readonly event?: SessionEvent;
}

/** A message. `text` is markdown from agents, plain text from people. */
export interface MessageEntry extends EntryBase {
  readonly kind: "message";
  readonly from: "user" | "agent" | "system";
  /** The actor's display name, or "". */
  readonly name: string;
  readonly text: string;
  readonly mine: boolean;
  /** Null for messages that are not "mine". */
  readonly delivery: Delivery | null;
  /**
   * Why the message was refused, while `delivery` is `failed`; why it waits for a retry, while `delivery` is `waiting`.
   */
  readonly error: SessionError | null;
  /** Present if only the beginning of the text has been read so far, because the body is spilled. */
  readonly isPartial?: true;
  /** Whether the text is still growing, because the agent is writing it. */
  readonly streaming: boolean;
  /** Present if the message is a question of the agent, on a wire whose questions have no id of their own. */
  readonly asks?: true;
  /** The wire's id of the message while it is held, because a question waits for its answer. */
  readonly heldId?: string;
  /** The files that were sent with the message. Their URLs are at the end of `text` too. Absent if there are none. */
  readonly attachments?: readonly Attachment[];
}

/** Something that the agent made, that a service reported, or that a hook put into the log. */
export interface CardEntry extends EntryBase, Omit<CardFact, "says"> {
  readonly kind: "card";
}

/** A notice of the system, for example that a limit was reached, that a turn failed, or that a question is open. */
export interface NoticeEntry extends EntryBase, Omit<NoticeFact, "says"> {
  readonly kind: "notice";
}

/** One step of a turn's work. Steps are in the log at level `progress` and above. */
export interface WorkStep {
  readonly id: string;
  readonly label: string;
  readonly detail: string;
  /** Whether the step succeeded; null while it is running, and if the log does not say how it ended. */
  readonly ok: boolean | null;
  /** The output of the tool; "" if it is not in the log. */
  readonly output: string;
  /** By the log's clock; null if it is not in the log. */
  readonly startedAt: Date | null;
  /**
   * By the log's clock; null while the step is running. A step without an event for its end ends with the next step, or
   * with its turn.
   */
  readonly endedAt: Date | null;
}

/** What an agent did within one turn: its steps. */
export interface WorkEntry extends EntryBase {
  readonly kind: "work";
  readonly steps: readonly WorkStep[];
  /** Whether the turn is running, or how it ended. `stopped`: by a person. `failed`: by an error or at a limit. */
  readonly state: "running" | "done" | "stopped" | "failed";
  /** When the turn started, by the log's clock; if that is not in the log, when its first step started. */
  readonly startedAt: Date | null;
  /** When the turn ended, by the log's clock; null while it is running. */
  readonly endedAt: Date | null;
}

/** A question of the agent. The turn has ended with it, and the agent waits for an answer. */
export interface QuestionEntry extends EntryBase {
  readonly kind: "question";
  readonly questionId: string;
  readonly text: string;
  /** Answers to choose from; empty if the person has to write one. */
  readonly options: readonly QuestionOption[];
  /**
   * `closed`: the agent does not wait for an answer any more, because the question was dismissed, stopped or
   * superseded.
   */
  readonly state: "open" | "answered" | "closed";
  /** The answer, while `state` is `answered`; else "". */
  readonly answer: string;
}

/** One thing that the transcript shows. */
export type Entry = MessageEntry | CardEntry | NoticeEntry | WorkEntry | QuestionEntry;

/** A message of the person that the log does not confirm yet. */
export interface Outgoing {
  /** The idempotency key. Each attempt to post the message uses the same one. */
  readonly key: string;
  readonly text: string;
  readonly refs: Readonly<Record<string, unknown>> | null;
  /** The id of the question that the message answers; null where it answers none. */
  readonly answers: string | null;
  /**
   * Whether the message starts the session, as its input. The first input of the log is then its remote echo, even if
   * the texts differ.
   */
  readonly starts: boolean;
  /** When the person sent it, epoch milliseconds. */
  readonly createdAt: number;
  /**
   * When the message was first posted, or posted again as the person asked, epoch milliseconds; null before. An hour
   * later it is posted again only if the person asks for it.
   */
  readonly triedAt: number | null;
  /** The last seq known when the message was first posted to a session: only an event after it can be this message. */
  readonly baseSeq: number | null;
  readonly delivery: "waiting" | "sending" | "sent" | "failed";
  readonly error: SessionError | null;
  /** The receipt, with the ids by which the log will show the message; null before the server has answered. */
  readonly accepted: Receipt | null;
  /**
   * The seq of the event that counts as this message until the answer to the post says which event it is; null for
   * none.
   */
  readonly claim: number | null;
}

/** The entry at an index of the transcript: the entries of the log, then the pending messages. */
export function entryAt(
  { log, pending }: Pick<SessionState, "log" | "pending">,
  index: number,
): Entry | undefined {
  return index < log.length ? at(log, index) : pending[index - log.length];
}

/** Whether all of the log that is to be shown has been read, up to `lastSeq`. */
export function isHistoryComplete({ startSeq, view }: Pick<SessionState, "startSeq" | "view">): boolean {
  return startSeq <= view.afterSeq;
}

/** Whether all of the log has been read, to its end. */
export function isAllRead(state: SessionState): boolean {
  return state.caughtUp && isHistoryComplete(state);
}

/** An input for the agent that no turn is known to have taken up. */
export interface OpenInput {
  readonly seq: number;
  /** The turn that the input is for. Only the end of that turn settles it. Null when the log names no turn. */
  readonly turnId: string | null;
}

/**
 * The first events of the part of a log that was read, if its beginning was not read. Earlier events may change only
 * the entries made from these.
 */
export interface Seam {
  readonly reads: readonly ReadEvent[];
  /** The seqs of the ends of turns after which no turn, step or question was open, as far as `reads` shows. */
  readonly ends: readonly number[];
  /**
   * Whether the seam is still growing, because too few `ends` have been read. Then `reads` has every event that was
   * read.
   */
  readonly isOpen: boolean;
}

/** What `reduce` remembers of the log besides its entries. */
export interface Fold {
  /** Null where the log was read from its beginning. */
  readonly seam: Seam | null;
  /** Every seq folded so far. An event that arrives a second time is left out. */
  readonly seqs: List<number>;
  /** Inputs that no turn is known to have taken up, in the order of their seqs. */
  readonly inputs: readonly OpenInput[];
  /** All inputs up to this seq that name no turn have been taken up. */
  readonly pickedUpTo: number;
  /** Whether a turn ended while several inputs were open, without saying which of them it had taken up. */
  readonly ambiguous: boolean;
  /** The running turn; null if there is none, and at level `user`, where the log has no starts of turns. */
  readonly running: {
    /** Whether the turn has said which inputs it took up. */
    readonly bounded: boolean;
    readonly startedAt: Date | null;
  } | null;
  /** How the last turn ended; null before the first end. */
  readonly ended: {
    readonly seq: number;
    readonly turnId: string | null;
    readonly outcome: TurnOutcome;
    readonly at: Date | null;
  } | null;
  /** The seqs of the running work entries. */
  readonly works: readonly number[];
  /** The growing reply, or the last one that grew; null before the first one. */
  readonly reply: {
    readonly seq: number;
    readonly turnId: string | null;
    /** Whether the turn has started again, so that the next fragment replaces the text. */
    readonly isAnew: boolean;
  } | null;
  /** The seqs of the messages that are held. */
  readonly held: readonly number[];
  /** The ids of the running steps whose end will have an event of its own. */
  readonly begun: readonly string[];
  /** Whether the log has said, before the end of the turn, that the agent waits for an answer. */
  readonly asked: boolean;
  /** How the running turn has presumably ended, if no event says so: with an answer, or with a final error. */
  readonly ending: "answered" | "failed" | null;
  /** The seq of the last event with a fact about a turn. */
  readonly turnSeq: number;
}

/** Everything known of a session, in one frozen snapshot. Only `reduce` makes one. */
export interface SessionState {
  readonly session: string | null;
  readonly view: SessionView;
  /** What the wire of the session can do. */
  readonly capabilities: Capabilities;
  readonly connection: Connection;
  /** How many attempts in a row have failed to connect. */
  readonly attempt: number;
  /** When the next attempt is due, epoch milliseconds; null when none is. */
  readonly retryAt: number | null;
  /** Why the connection is `unauthorized`, `closed` or `reconnecting`, or could not be opened; else null. */
  readonly error: SessionError | null;
  /** Whether the token may read but not post. */
  readonly readOnly: boolean;
  /** Whether nothing may be shown: the page was suspended, and it is not confirmed yet that the same person uses it. */
  readonly confirming: boolean;
  /** Whether the first replay of the log has been read to its end. */
  readonly caughtUp: boolean;
  readonly turn: Turn;
  readonly turnId: string | null;
  /** Why the last turn ended: the wire's own word in lower case; null before the first end. */
  readonly turnReason: string | null;
  /** Whether the turn was asked to stop, and the log does not have its end yet. */
  readonly stopping: boolean;
  /** The question that waits for its answer; null where there is none. */
  readonly question: QuestionEntry | null;
  /** The entries of the log, in seq order. */
  readonly log: List<Entry>;
  /**
   * The person's messages that the log does not have yet, in the order in which they were sent. They are drawn after
   * the log.
   */
  readonly pending: readonly MessageEntry[];
  readonly outbox: readonly Outgoing[];
  /** The highest seq read. */
  readonly lastSeq: number;
  /** The events after this seq have been read, up to `lastSeq`. It is not 0 if the end of the log is read first. */
  readonly startSeq: number;
  /**
   * The events of the cache from which `log` was made, until the log itself has been read and replaces them; else null.
   */
  readonly kept: readonly SessionEvent[] | null;
  /**
   * The highest seq that was known, from events or from receipts, before the log was last read again from its
   * beginning.
   */
  readonly knownSeq: number;
  /** The seq of the last event that the person has seen. */
  readonly seenSeq: number;
  /** The number of messages and questions of the agent after `seenSeq`. */
  readonly unread: number;
  readonly fold: Fold;
}

const EMPTY_FOLD: Fold = /* @__PURE__ */ Object.freeze({
  seam: null,
  seqs: emptyList<number>(),
  inputs: Object.freeze([]),
  pickedUpTo: 0,
  ambiguous: false,
  running: null,
  ended: null,
  works: Object.freeze([]),
  begun: Object.freeze([]),
  reply: null,
  held: Object.freeze([]),
  asked: false,
  ending: null,
  turnSeq: 0,
});

/** The part of the state that depends on the log, before any of it has been read. */
export function emptyLog() {
  return {
    caughtUp: false,
    turn: "idle" as Turn,
    turnId: null,
    turnReason: null,
    stopping: false,
    question: null,
    log: emptyList<Entry>(),
    lastSeq: 0,
    startSeq: 0,
    kept: null,
    unread: 0,
    fold: EMPTY_FOLD,
  };
}

/** The state of a session of which only the id is known. */
export function initialState(
  session: string | null,
  view: SessionView,
  capabilities: Capabilities = BASIC_CAPABILITIES,
): SessionState {
  return Object.freeze({
    session,
    view,
    capabilities,
    connection: "disconnected",
    attempt: 0,
    retryAt: null,
    error: null,
    readOnly: false,
    confirming: false,
    pending: Object.freeze([]),
    outbox: Object.freeze([]),
    knownSeq: 0,
    seenSeq: 0,
    ...emptyLog(),
  });
}
