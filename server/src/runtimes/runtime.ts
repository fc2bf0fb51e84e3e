import type { EventDraft, StoredEvent } from "../log/event.js";
import type { Outcome } from "../store/schema/rows.js";

/** A message to or from the agent, in the form of a model's conversation. */
export interface ChatMessage {
  role: "user" | "assistant";
  text: string;
}

/** Model tokens that a turn has used. */
export interface Usage {
  input_tokens: number;
  output_tokens: number;
}

/** The interface of a runtime to its turn. */
export interface TurnContext {
  readonly agent: { readonly name: string; readonly prompt: string; readonly model: string };
  /** The provider's key, if the session has one. */
  readonly apiKey: string | null;
  /** The messages to answer, in their order. */
  readonly inputs: readonly string[];
  /** How the previous turn ended; null for the first turn. */
  readonly previousOutcome: Outcome | null;
  /** The tokens that the session may still use; null without a limit. */
  readonly tokensLeft: number | null;
  /** Whether the log contains an answer after work with tools twice: as narration, then as answer. */
  readonly saysAnswerTwice: boolean;
  /** Whether the log has questions with options; otherwise a question is the text of an answer. */
  readonly knowsQuestions: boolean;
  /** Aborted when the turn is cancelled or exceeds its time; the turn has then already ended. */
  readonly signal: AbortSignal;
  /** The conversation before `inputs`, oldest first. */
  history(): Promise<ChatMessage[]>;
  /** Appends an event; its actor is the agent unless the draft names one. Rejects once the turn has ended. */
  emit(draft: Omit<EventDraft, "turn_id">): Promise<StoredEvent>;
  /** Appends an event of another service, such as GitHub's. It belongs to no turn and starts the next one. */
  receive(draft: Omit<EventDraft, "turn_id">): Promise<StoredEvent>;
  /** Publishes a document at an address of this server that cannot be guessed; resolves with the URL. */
  publish(contentType: string, content: string): Promise<string>;
  /** Counts tokens; ends the turn with `budget_exceeded` if the session may not use that many. */
  spend(usage: Usage): void;
}

/** A question of the agent. */
export interface AgentQuestion {
  text: string;
  /** The choices; empty for free text. */
  options: readonly { label: string; value: string }[];
}

/** The end of a turn, as a runtime returns it. */
export interface TurnEnd {
  outcome: Outcome;
  /** The event that contains the answer. */
  result?: StoredEvent;
  /** For the outcome `needs_input`, if the log has questions. */
  question?: AgentQuestion;
  /** For the outcome `error`. */
  error?: { code: string; message: string };
}

/** Runs an agent. */
export interface Runtime {
  /** Runs one turn. If it rejects, the turn ends as an error. */
  run(turn: TurnContext): Promise<TurnEnd>;
}
