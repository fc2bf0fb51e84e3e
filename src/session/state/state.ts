import type { Attachment } from "../../wire/attachments.js";
import type { SessionError } from "../../wire/errors.js";
import type { Level, SessionEvent } from "../../wire/events.js";
import type { CardFact, NoticeFact, QuestionOption, ReadEvent, TurnOutcome } from "../../wire/facts.js";
import { BASIC_CAPABILITIES, type Capabilities, type Receipt } from "../../wire/wire.js";
import { emptyList, type List } from "./list.js";

/** Where the connection to the log stands. `closed` is final: the session is archived or gone. */
export type Connection =
  "disconnected" | "connecting" | "live" | "reconnecting" | "offline" | "unauthorized" | "closed";

/** What the agent is doing, read from the log. */
export type Turn = "idle" | "working" | "awaiting-input";

/**
 * How far a message of ours has come: kept here, being posted, accepted by the log, taken up by a turn; or
 * refused.
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

/** Somebody said something. `text` is markdown from agents, plain text from people. */
export interface MessageEntry extends EntryBase {
  readonly kind: "message";
  readonly from: "user" | "agent" | "system";
  /** The actor's display name, or "". */
  readonly name: string;
  readonly text: string;
  readonly mine: boolean;
  /** Null for messages that are not ours. */
  readonly delivery: Delivery | null;
  /** Why it was refused, while `delivery` is `failed`; why it waits for a retry, while that is `waiting`. */
  readonly error: SessionError | null;
  /** Only its beginning has been read so far: it is too long for the log. */
  readonly isPartial?: true;
  /** Its text still grows: the agent is saying it. */
  readonly streaming: boolean;
  /** The agent asks something in it, on a wire whose questions have no name of their own. */
  readonly asks?: true;
  /** The wire's name for it while it is held back, as a question waits for its answer. */
  readonly heldId?: string;
  /** The files that were put with it, whose addresses stand at the end of `text` too; none where it is left out. */
  readonly attachments?: readonly Attachment[];
}

/** Something the agent made, a service reported, or a hook put in: what it is, and where it leads. */
export interface CardEntry extends EntryBase, Omit<CardFact, "says"> {
  readonly kind: "card";
}

/** A remark of the system: a limit reached, a failed turn, a question pending. */
export interface NoticeEntry extends EntryBase, Omit<NoticeFact, "says"> {
  readonly kind: "notice";
}

/** One step of a turn's work, seen at level `progress` and above. */
export interface WorkStep {
  readonly id: string;
  readonly label: string;
  readonly detail: string;
  /** Null while it goes on, and when it does not say how it ended. */
  readonly ok: boolean | null;
  /** What the tool gave back, folded under the step; "" when that is not known. */
  readonly output: string;
  /** By the log's clock; null where nothing tells. */
  readonly startedAt: Date | null;
  /** By the log's clock; null while it goes on. A step whose end nothing tells ends with the next one, or its turn. */
  readonly endedAt: Date | null;
}

/** What an agent did within one turn, in one collapsible line. */
export interface WorkEntry extends EntryBase {
  readonly kind: "work";
  readonly steps: readonly WorkStep[];
  /** How its turn goes, or ended: `stopped` by a person, `failed` in an error or at a limit. */
  readonly state: "running" | "done" | "stopped" | "failed";
  /** When its turn started, by the log's clock; its first step, where the turn does not tell. */
  readonly startedAt: Date | null;
  /** When its turn ended, by the log's clock; null while it goes on. */
  readonly endedAt: Date | null;
}

/** A question of the agent's, which ended its turn: it waits for the answer. */
export interface QuestionEntry extends EntryBase {
  readonly kind: "question";
  readonly questionId: string;
  readonly text: string;
  /** Ready answers; none where only words of one's own will do. */
  readonly options: readonly QuestionOption[];
  /** `closed`: no answer is waited for any more, as it was dismissed, stopped or overtaken. */
  readonly state: "open" | "answered" | "closed";
  /** What was answered, while `state` is `answered`; else "". */
  readonly answer: string;
}

/** One thing of the transcript. */
export type Entry = MessageEntry | CardEntry | NoticeEntry | WorkEntry | QuestionEntry;

/** A message of ours that the log has not confirmed. */
export interface Outgoing {
  /** The idempotency key it is, and always will be, posted with. */
  readonly key: string;
  readonly text: string;
  readonly refs: Readonly<Record<string, unknown>> | null;
  /** The question it answers. */
  readonly answers: string | null;
  /** It starts the session, as its input: the log's first input is its echo, however a backend dressed it up. */
  readonly starts: boolean;
  /** When the person sent it, epoch milliseconds. */
  readonly createdAt: number;
  /** When it was first tried, or again as asked, epoch milliseconds. An old one is never posted again unasked. */
  readonly triedAt: number | null;
  /** The last seq known when it was first posted to a session: only an event after it can be this message. */
  readonly baseSeq: number | null;
  readonly delivery: "waiting" | "sending" | "sent" | "failed";
  readonly error: SessionError | null;
  /** The server's answer: by what the log will show it. */
  readonly accepted: Receipt | null;
  /** The seq of the event that looks like this message, until the answer says. */
  readonly claim: number | null;
}

/** What of the log is read, and whose eyes read it. A change of it reads the log anew. */
export interface SessionView {
  readonly level: Level;
  /** The agent's work is shown at every `level`: the log is read at `progress` at least. Default false. */
  readonly showsWork?: boolean;
  /** Nothing up to and including this seq is shown. */
  readonly afterSeq: number;
  /** The actor whose messages are "mine"; null: every person's are. */
  readonly viewer: string | null;
  /** Whether entries made from events of this type keep their event. */
  readonly retain: (type: string) => boolean;
}

/** From what only users are shown to everything. */
const LEVELS: readonly Level[] = ["user", "progress", "internal"];

/** The level at which a log is read. */
export function readLevel({ level, showsWork = false }: SessionView): Level {
  return showsWork && level === "user" ? "progress" : level;
}

/** Whether an event that was read is shown, and not only read for the sake of the work it tells of. */
export function isShownIn({ level, showsWork = false }: SessionView, event: SessionEvent): boolean {
  return !showsWork || LEVELS.indexOf(event.level) <= LEVELS.indexOf(level);
}

/** Whether all of the log that is to be shown has been read, up to `lastSeq`. */
export function isHistoryComplete({ startSeq, view }: Pick<SessionState, "startSeq" | "view">): boolean {
  return startSeq <= view.afterSeq;
}

/** Whether all of the log has been read, to its end. */
export function isAllRead(state: SessionState): boolean {
  return state.caughtUp && isHistoryComplete(state);
}

/** Whether two views read the same of a log. */
export function isSameView(a: SessionView, b: SessionView): boolean {
  return (
    readLevel(a) === readLevel(b) &&
    a.level === b.level &&
    a.afterSeq === b.afterSeq &&
    a.viewer === b.viewer &&
    a.retain === b.retain
  );
}

/** Something put in for the agent that no turn is known to have taken up. */
export interface OpenInput {
  readonly seq: number;
  /** The turn that it is for, which alone settles it; null when the log does not say. */
  readonly turnId: string | null;
}

/**
 * The first events that were read of a log whose beginning was not. What comes before them may change what is made of
 * these, and of no others.
 */
export interface Seam {
  readonly reads: readonly ReadEvent[];
  /** The seqs of those after which nothing was open, as far as these tell. */
  readonly ends: readonly number[];
  /** There were not enough of such ends yet: every event that was read is among `reads`. */
  readonly isOpen: boolean;
}

/** What `reduce` must remember of the log besides its entries. */
export interface Fold {
  /** Null where the log was read from its beginning. */
  readonly seam: Seam | null;
  /** Every seq folded so far: an event is shown once, whatever the connection does. */
  readonly seqs: List<number>;
  /** Inputs no turn is known to have taken up, ascending. */
  readonly inputs: readonly OpenInput[];
  /** Inputs up to this seq that name no turn have been taken up. */
  readonly pickedUpTo: number;
  /** A turn ended without saying what it had taken up while several inputs were open. */
  readonly ambiguous: boolean;
  /** The turn that started and has not ended, seen at level `progress` and above. */
  readonly running: {
    /** It said which inputs it took up. */
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
  /** The work that goes on, by its seq. */
  readonly works: readonly number[];
  /** The answer that grows, or grew last. */
  readonly reply: {
    readonly seq: number;
    readonly turnId: string | null;
    /** Its turn began anew: what comes next stands for what was told before. */
    readonly isAnew: boolean;
  } | null;
  /** Messages that are held back, by their seqs. */
  readonly held: readonly number[];
  /** Steps that go on, by their ids, whose end an event of their own will tell. */
  readonly begun: readonly string[];
  /** The agent waits for an answer, by its own word, before the end of its turn. */
  readonly asked: boolean;
  /** What of the turn under way looks like its end, should that never come: an answer, or an error that is final. */
  readonly ending: "answered" | "failed" | null;
  /** The seq of the last event that said something of a turn. */
  readonly turnSeq: number;
}

/** Everything known of a session, in one frozen snapshot. Made only by `reduce`. */
export interface SessionState {
  readonly session: string | null;
  readonly view: SessionView;
  /** What can be done by the wire that is spoken. */
  readonly capabilities: Capabilities;
  readonly connection: Connection;
  /** How many attempts in a row have failed to connect. */
  readonly attempt: number;
  /** When the next attempt is due, epoch milliseconds; null when none is. */
  readonly retryAt: number | null;
  /** Why the connection is `unauthorized`, `closed`, `reconnecting` or never came about. */
  readonly error: SessionError | null;
  /** The token may read but not post. */
  readonly readOnly: boolean;
  /** The page was put away, and it has not been asked since whether it is the same person's: show nothing. */
  readonly confirming: boolean;
  /** The first replay of this log has been read to its end. */
  readonly caughtUp: boolean;
  readonly turn: Turn;
  readonly turnId: string | null;
  /** Why the last turn ended: the wire's own word, lower-cased. */
  readonly turnReason: string | null;
  /** The turn is to stop, and the log has not said yet that it has. */
  readonly stopping: boolean;
  /** The question that waits for its answer. */
  readonly question: QuestionEntry | null;
  /** What the log says, in seq order. */
  readonly log: List<Entry>;
  /** Our messages that the log has not shown yet, in the order they were sent; drawn after the log. */
  readonly pending: readonly MessageEntry[];
  readonly outbox: readonly Outgoing[];
  readonly lastSeq: number;
  /** All after this seq has been read, up to `lastSeq`; nothing before it, where the end of the log was read first. */
  readonly startSeq: number;
  /**
   * What `log` was made of, where this device had kept it and the log itself has not been read yet; else null. What the
   * log then says takes its place.
   */
  readonly kept: readonly SessionEvent[] | null;
  /** The last seq that was known of, read or told, before the log was last read anew. */
  readonly knownSeq: number;
  /** The last seq the reader has seen to its end. */
  readonly seenSeq: number;
  /** Agent messages and questions after `seenSeq`. */
  readonly unread: number;
  readonly fold: Fold;
}

const EMPTY_FOLD: Fold = Object.freeze({
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

/** The part of the state that the log determines, before anything of it was read. */
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

/** A session of which nothing is known but its name. */
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
