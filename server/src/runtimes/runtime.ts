import type { EventDraft, StoredEvent } from "../log/event.js";
import type { Outcome } from "../store/schema/rows.js";

/** A message to or from the agent, as its model sees it. */
export interface ChatMessage {
  role: "user" | "assistant";
  text: string;
}

/** Model tokens that a turn has used. */
export interface Usage {
  input_tokens: number;
  output_tokens: number;
}

/** What a runtime gets to work on one turn. */
export interface TurnContext {
  readonly agent: { readonly name: string; readonly prompt: string; readonly model: string };
  /** The provider's key, when the session has one. */
  readonly apiKey: string | null;
  /** The messages to answer, in the order they came. */
  readonly inputs: readonly string[];
  /** Why the turn before this one ended; null when this is the first. */
  readonly previousOutcome: Outcome | null;
  /** What the session may still use; null when it has no limit. */
  readonly tokensLeft: number | null;
  /** Whether the log wants an answer that ends work with tools twice: as narration, then as answer. */
  readonly saysAnswerTwice: boolean;
  /** Whether the log knows questions with options; else a question is put in the words of an answer. */
  readonly knowsQuestions: boolean;
  /** Aborted when the turn is cancelled or over its time; the turn has then ended already. */
  readonly signal: AbortSignal;
  /** The conversation before `inputs`, oldest first. */
  history(): Promise<ChatMessage[]>;
  /** Appends an event, the agent being its actor unless it names one. Rejects once the turn has ended. */
  emit(draft: Omit<EventDraft, "turn_id">): Promise<StoredEvent>;
  /** Appends an event of another service's, such as GitHub's: it names no turn, and wakes the next one. */
  receive(draft: Omit<EventDraft, "turn_id">): Promise<StoredEvent>;
  /** Puts a document up at an address of this server that cannot be guessed; resolves with the URL. */
  publish(contentType: string, content: string): Promise<string>;
  /** Counts tokens; ends the turn with `budget_exceeded` when they are more than the session may use. */
  spend(usage: Usage): void;
}

/** What an agent asks the user. */
export interface AgentQuestion {
  text: string;
  /** What may be chosen; none for free text. */
  options: readonly { label: string; value: string }[];
}

/** How a runtime says that its turn ended. */
export interface TurnEnd {
  outcome: Outcome;
  /** The event that holds the answer. */
  result?: StoredEvent;
  /** For the outcome `needs_input`, where the log knows questions. */
  question?: AgentQuestion;
  /** For the outcome `error`. */
  error?: { code: string; message: string };
}

/** What can run an agent. */
export interface Runtime {
  /** Works on one turn. May reject; then the turn ends as an error. */
  run(turn: TurnContext): Promise<TurnEnd>;
}
