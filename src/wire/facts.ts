/*
 * What the events of a log say, in the words of no dialect. Each wire makes facts of its events, and the session layer
 * knows only facts: docs/decisions/facts-in-no-dialect.md
 */
import type { Attachment } from "./attachments.js";
import type { SessionEvent } from "./events.js";

/** How checks or a review of a pull request came out. */
export type Verdict = "approved" | "changes-requested" | "failing";

/**
 * How a turn ended. `done`: its work is done; `asked`: it asks for an answer; `stopped`: a person stopped it;
 * `limited`: it reached a limit; `failed`: an error ended it; `held`: it never began, because a question holds its
 * input back.
 */
export type TurnOutcome = "done" | "asked" | "stopped" | "limited" | "failed" | "held";

/** A ready answer to a question: what it says, and what it stands for. */
export interface QuestionOption {
  readonly label: string;
  readonly value: string;
}

/** An input for the agent, which wakes a turn. Any turn may take up an input that names no turn. */
export interface InputFact {
  readonly says: "input";
}

/** A whole message. The event of a person's message says an {@link InputFact} too. */
export interface MessageFact {
  readonly says: "message";
  readonly from: "user" | "agent" | "system";
  /** The name of the author, to be shown; "" for none. */
  readonly name: string;
  /** Markdown from agents, plain text from people. */
  readonly text: string;
  /** The actor's id, where the log names it. */
  readonly author: string | null;
  /** Whether a person has written the message, and not an agent in a person's name. */
  readonly isPersons: boolean;
  /** Whether the message is not shown when its turn has said the same before. */
  readonly mayRepeat: boolean;
  /** True: the agent asks something in the message, and waits for the answer. */
  readonly asks?: true;
  /**
   * The id of a message that the service holds back while a question waits for its answer; null for any other message.
   */
  readonly heldId: string | null;
  /** The files sent with the message; absent when there are none. */
  readonly attachments?: readonly Attachment[];
}

/** A fragment of the agent's reply. All fragments of one turn make one message. */
export interface TextFact {
  readonly says: "text";
  readonly text: string;
}

/** The whole text of a reply, which replaces its fragments. */
export interface TextEndFact {
  readonly says: "text-end";
  readonly text: string;
}

/** The agent asks, and waits for the answer. */
export interface QuestionFact {
  readonly says: "question";
  readonly questionId: string;
  readonly text: string;
  readonly options: readonly QuestionOption[];
}

/** A question was answered, or closed without an answer. */
export interface QuestionEndFact {
  readonly says: "question-end";
  readonly questionId: string;
  readonly state: "answered" | "closed";
  /** The words of the answer; "" for none. */
  readonly answer: string;
}

/** The service has stopped holding a message back. */
export interface HeldEndFact {
  readonly says: "held-end";
  /** The message's `heldId`; null: every message that is held back. */
  readonly heldId: string | null;
  /** Whether the message reached the agent. A message that did not was thrown away. */
  readonly isDelivered: boolean;
  /** The turn that has the message as its input; null where the message started no turn. */
  readonly turnId: string | null;
}

/** The session has ended: nothing more can be said in it. */
export interface SessionEndFact {
  readonly says: "session-end";
  /** Whether an error has ended the session. */
  readonly hasFailed: boolean;
}

/** A card: something that the agent made, a service reported, or a hook posted. */
export interface CardFact {
  readonly says: "card";
  /** What the card shows. `source`: an input that woke the agent and is no message of a person. */
  readonly card: "preview" | "artifact" | "pull-request" | "source";
  /** Names the string for a report of a service, such as `checks_completed`; "" for a card that is no report. */
  readonly code: string;
  /** The name of what the card shows. The title of a report is the number of the pull request, such as `#12`. */
  readonly title: string;
  readonly text: string;
  /** The address of what the card shows, unchecked; null for none. */
  readonly href: string | null;
  readonly verdict: Verdict | null;
  /** What the opened card shows: the data of the event, or a text too long for the closed card; "" for nothing. */
  readonly payload: string;
}

/** A remark of the system. */
export interface NoticeFact {
  readonly says: "notice";
  readonly tone: "info" | "warning" | "error";
  /**
   * Names the string to show. It is the reason of a turn's end, such as `max_turns`, or the code of an error, or
   * `unreadable`.
   */
  readonly code: string;
  /** The words of the service, not sanitized; "" for none. */
  readonly text: string;
}

/** A step of a turn's work. */
export interface StepFact {
  readonly says: "step";
  /** The id of the step within its turn. */
  readonly id: string;
  readonly label: string;
  readonly detail: string;
  /** Whether the step succeeded; null while the step goes on, and where nothing says how it ended. */
  readonly ok: boolean | null;
  /** The output of the step; "" for none. */
  readonly output: string;
  /**
   * `begun`: an event of its own will tell the step's end. `open`: such an event may come; without it the step ends
   * with the next step or the turn. `over`: the step has ended, and nothing tells when it began.
   */
  readonly phase: "begun" | "open" | "over";
  /** Whether the step is not shown when its turn has said the same to the user. */
  readonly mayRepeat: boolean;
}

/** How far a step has come that goes on. */
export interface StepProgressFact {
  readonly says: "step-progress";
  readonly id: string;
  readonly detail: string;
}

/** A step has ended. Where nothing told of its beginning, this fact alone makes a step. */
export interface StepEndFact {
  readonly says: "step-end";
  /** The `id` of the step; null: the first step with this label that has not ended. */
  readonly of: string | null;
  /** The id of the step that this fact makes, where nothing told of a beginning. */
  readonly id: string;
  readonly label: string;
  readonly ok: boolean;
  readonly output: string;
}

/** A turn has started. */
export interface TurnStartFact {
  readonly says: "turn-start";
  /** The seq up to which the turn takes up inputs; null: it takes up the inputs that name the turn. */
  readonly takes: number | null;
}

/** A turn has ended. */
export interface TurnEndFact {
  readonly says: "turn-end";
  readonly outcome: TurnOutcome;
  /** The wire's own word for how the turn ended, lower-cased; "" when there is none. */
  readonly reason: string;
  /** As `takes` of {@link TurnStartFact}. */
  readonly takes: number | null;
  /** Whether the fact ends only the turn that it names. Another turn may go on. */
  readonly isExact: boolean;
}

/** The turn that runs has taken up the input of the turn that the event names. */
export interface InputTakenFact {
  readonly says: "input-taken";
}

/** A sign of how a turn stands, for turns whose end the log never tells. */
export interface TurnSignFact {
  readonly says: "turn-sign";
  /** What looks like an end: an answer, or an error that is final; null for a sign that the turn goes on. */
  readonly ending: "answered" | "failed" | null;
  /** Whether the agent waits for an answer; null: the sign does not say. */
  readonly asks: boolean | null;
}

/** One thing that an event says. */
export type Fact =
  | InputFact
  | InputTakenFact
  | MessageFact
  | TextFact
  | TextEndFact
  | QuestionFact
  | QuestionEndFact
  | HeldEndFact
  | SessionEndFact
  | CardFact
  | NoticeFact
  | StepFact
  | StepProgressFact
  | StepEndFact
  | TurnStartFact
  | TurnEndFact
  | TurnSignFact;

/** An event of the log with what it says. */
export interface ReadEvent {
  readonly event: SessionEvent;
  /** The turn that the event belongs to; null when the event does not say. */
  readonly turnId: string | null;
  readonly facts: readonly Fact[];
}
