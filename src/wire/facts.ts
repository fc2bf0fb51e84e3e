import type { Attachment } from "./attachments.js";
import type { SessionEvent } from "./events.js";

/** How checks or a review of a pull request came out. */
export type Verdict = "approved" | "changes-requested" | "failing";

/**
 * How a turn ended: its work done, asking for an answer, stopped by a person, at a limit, in an error, or before it began,
 * as a question holds its input back.
 */
export type TurnOutcome = "done" | "asked" | "stopped" | "limited" | "failed" | "held";

/** A ready answer to a question: what it says, and what it stands for. */
export interface QuestionOption {
  readonly label: string;
  readonly value: string;
}

/**
 * Something was put in for the agent to take up: it wakes a turn. Without the id of a turn, any turn may take it
 * up.
 */
export interface InputFact {
  readonly says: "input";
}

/** Somebody said something, the whole of it. What a person says is an input too, by a fact of its own. */
export interface MessageFact {
  readonly says: "message";
  readonly from: "user" | "agent" | "system";
  /** The name to show, or "". */
  readonly name: string;
  /** Markdown from agents, plain text from people. */
  readonly text: string;
  /** The actor's id, where the log names it. */
  readonly author: string | null;
  /** A person has written it, and no agent in their name. */
  readonly isPersons: boolean;
  /** It is not shown where its turn has said the same before. */
  readonly mayRepeat: boolean;
  /** Names a message that is held back, as a question waits for its answer; null for any other. */
  readonly heldId: string | null;
  /** The files that were put with it; none where it is left out. */
  readonly attachments?: readonly Attachment[];
}

/** The agent's words go on. What is said of one turn is one message. */
export interface TextFact {
  readonly says: "text";
  readonly text: string;
}

/** The agent has said this, which stands for what of it was told while it grew. */
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

/** A question waits no more: it was answered, or closed without an answer. */
export interface QuestionEndFact {
  readonly says: "question-end";
  readonly questionId: string;
  readonly state: "answered" | "closed";
  /** The words of the answer; "" for none. */
  readonly answer: string;
}

/** A message is held back no more. */
export interface HeldEndFact {
  readonly says: "held-end";
  /** The message; null: every one that is held. */
  readonly heldId: string | null;
  /** It reached the agent; else it was thrown away. */
  readonly isDelivered: boolean;
  /** The turn that it became, whose input is the same message; null where it became none of its own. */
  readonly turnId: string | null;
}

/** The session has ended: nothing more can be said in it. */
export interface SessionEndFact {
  readonly says: "session-end";
  readonly hasFailed: boolean;
}

/** Something the agent made, a service reported, or a hook put in. */
export interface CardFact {
  readonly says: "card";
  /** `source`: what woke the agent without a person's message. */
  readonly card: "preview" | "artifact" | "pull-request" | "source";
  /** What a service reports, for the table of strings (`checks_completed`, `comment`, …); "" where the title says it. */
  readonly code: string;
  /** Its name, or its number where it has a `code`. */
  readonly title: string;
  readonly text: string;
  /** As it came on the wire: judge it before following it. */
  readonly href: string | null;
  readonly verdict: Verdict | null;
  /** What is folded under it: all the data it came with, or a text too long to be shown at once; "" for nothing. */
  readonly payload: string;
}

/** A remark of the system. */
export interface NoticeFact {
  readonly says: "notice";
  readonly tone: "info" | "warning" | "error";
  /**
   * What to say, for the table of strings: why a turn ended (`max_turns`, `needs_input`, …), an error's code, or
   * `event` for an unknown type that carries text.
   */
  readonly code: string;
  /** The service's own words; "" when the code says it all. Hostile until sanitized. */
  readonly text: string;
}

/** A step of a turn's work. */
export interface StepFact {
  readonly says: "step";
  /** Names the step within its turn. */
  readonly id: string;
  readonly label: string;
  readonly detail: string;
  /** Null while it goes on, and where nothing says how it ended. */
  readonly ok: boolean | null;
  /** What it gave back; "" for nothing. */
  readonly output: string;
  /**
   * `begun`: its end is told by an event of its own; `open`: it may be, and else it ends with the next step or the
   * turn; `over`: it has ended, and nothing tells when it began.
   */
  readonly phase: "begun" | "open" | "over";
  /** It is not shown where its turn has said the same to the user. */
  readonly mayRepeat: boolean;
}

/** A step that goes on tells how far it is. */
export interface StepProgressFact {
  readonly says: "step-progress";
  readonly id: string;
  readonly detail: string;
}

/** A step has ended. Where it is not known, it is a step itself. */
export interface StepEndFact {
  readonly says: "step-end";
  /** The step; null: the first of this label that has not ended. */
  readonly of: string | null;
  /** Its own name, should the step not be known. */
  readonly id: string;
  readonly label: string;
  readonly ok: boolean;
  readonly output: string;
}

/** A turn works. `takes`: inputs up to this seq are taken up; null: those that name the turn, if any do. */
export interface TurnStartFact {
  readonly says: "turn-start";
  readonly takes: number | null;
}

/** A turn has ended. */
export interface TurnEndFact {
  readonly says: "turn-end";
  readonly outcome: TurnOutcome;
  /** The wire's own word for it, lower-cased; "" when there is none. */
  readonly reason: string;
  /** As that of {@link TurnStartFact}. */
  readonly takes: number | null;
  /** It ends the turn that it names, and says nothing of another that runs. */
  readonly isExact: boolean;
}

/** The turn that runs has taken up the input of the turn that the event names. */
export interface InputTakenFact {
  readonly says: "input-taken";
}

/** What the agent does shows how its turn stands, should the end of it never be told. */
export interface TurnSignFact {
  readonly says: "turn-sign";
  /** What looks like an end: an answer, or an error that is final; null for a sign that the turn goes on. */
  readonly ending: "answered" | "failed" | null;
  /** Whether the agent waits for an answer; null: this does not say. */
  readonly asks: boolean | null;
}

/** One thing that an event says, in the words of no dialect: all that the session layer knows of events. */
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
  /** The turn it belongs to; null when nothing says. */
  readonly turnId: string | null;
  readonly facts: readonly Fact[];
}
