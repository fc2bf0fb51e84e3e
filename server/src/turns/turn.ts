import type { EventLog } from "../log/event-log.js";
import type { EventDraft, StoredEvent } from "../log/event.js";
import type { ChatMessage, Runtime, TurnContext, TurnEnd, Usage } from "../runtimes/runtime.js";
import type { AgentSnapshot, Limits } from "../store/sessions.js";
import type { Outcome, SessionRow } from "../store/schema/rows.js";
import { NoSession } from "../store/errors.js";
import type { Store } from "../store/store.js";
import { conversation } from "./conversation.js";

/** The dependencies and the data of a {@link Turn}. */
export interface TurnParts {
  session: SessionRow;
  id: string;
  /** Id of the process that runs the turn. */
  owner: string;
  log: EventLog;
  store: Store;
  /** The texts of the messages that the turn answers; at least one. */
  inputs: readonly string[];
  /** Seq of the first of these messages. */
  inputFromSeq: number;
  previousOutcome: Outcome | null;
  apiKey: string | null;
  limits: Limits;
  /** Publishes a document at an address that cannot be guessed; resolves with the URL. */
  publish(contentType: string, content: string): Promise<string>;
  /** Called with an error of the runtime. */
  onError(error: unknown): void;
  /** Called once, when the turn has ended for any reason. */
  onEnd(end: TurnEnd, usage: Usage | null): void;
}

/** Another process has ended the turn, by request or because it considered this process dead. */
class EndedElsewhere extends Error {
  override readonly name = "EndedElsewhere";
}

/** A running turn. It ends once: by its runtime, a limit, a cancellation or the server's stop. */
export class Turn implements TurnContext {
  readonly agent: AgentSnapshot;
  readonly apiKey: string | null;
  readonly inputs: readonly string[];
  readonly previousOutcome: Outcome | null;
  readonly tokensLeft: number | null;
  readonly saysAnswerTwice = true;
  readonly knowsQuestions = false;
  readonly #parts: TurnParts;
  readonly #abort = new AbortController();
  #deadline: NodeJS.Timeout | undefined;
  #usage: Usage | null = null;

  constructor(parts: TurnParts) {
    this.#parts = parts;
    this.agent = JSON.parse(parts.session.snapshot) as AgentSnapshot;
    this.apiKey = parts.apiKey;
    this.inputs = parts.inputs;
    this.previousOutcome = parts.previousOutcome;
    const { tokens } = parts.limits;
    this.tokensLeft = tokens === undefined ? null : Math.max(0, tokens - parts.session.tokens_used);
  }

  get id(): string {
    return this.#parts.id;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Starts the runtime. Never rejects: every failure ends the turn as an error. */
  run(runtime: Runtime): void {
    const { turn_seconds } = this.#parts.limits;
    if (turn_seconds !== undefined) {
      this.#deadline = setTimeout(() => this.end({ outcome: "deadline_exceeded" }), turn_seconds * 1000);
    }
    if (this.tokensLeft === 0) {
      this.end({ outcome: "budget_exceeded" });
      return;
    }
    runtime.run(this).then(
      (end) => this.end(end),
      (error: unknown) => this.#fail(error).catch(() => {}),
    );
  }

  /** Ends the turn; later calls do nothing. */
  end(end: TurnEnd): void {
    if (this.signal.aborted) return;
    clearTimeout(this.#deadline);
    this.#abort.abort();
    this.#parts.onEnd(end, this.#usage);
  }

  history(): Promise<ChatMessage[]> {
    return conversation(this.#parts.store.events, this.#parts.session.id, this.#parts.inputFromSeq);
  }

  emit(draft: Omit<EventDraft, "turn_id">): Promise<StoredEvent> {
    const { session, id } = this.#parts;
    const actor = { id: session.agent, type: "agent", display: this.agent.name } as const;
    return this.#append({ actor, ...draft, turn_id: id }, false);
  }

  receive(draft: Omit<EventDraft, "turn_id">): Promise<StoredEvent> {
    return this.#append(draft, true);
  }

  publish(contentType: string, content: string): Promise<string> {
    return this.#parts.publish(contentType, content);
  }

  spend(usage: Usage): void {
    this.#usage ??= { input_tokens: 0, output_tokens: 0 };
    this.#usage.input_tokens += usage.input_tokens;
    this.#usage.output_tokens += usage.output_tokens;
    const spent = this.#usage.input_tokens + this.#usage.output_tokens;
    if (this.tokensLeft !== null && spent > this.tokensLeft) this.end({ outcome: "budget_exceeded" });
  }

  async #append(draft: EventDraft, input: boolean): Promise<StoredEvent> {
    this.signal.throwIfAborted();
    const { id, log, owner, session, store } = this.#parts;
    try {
      const [event] = await store.transaction(async (tx) => {
        const events = await log.appendIn(tx, session.id, [draft], input);
        // Checked after the append, because the append holds the lock that prevents others from ending the turn.
        if (await tx.turns.isOwnedBy(id, owner)) return events;
        throw new EndedElsewhere();
      });
      return event!;
    } catch (error) {
      if (error instanceof EndedElsewhere || error instanceof NoSession) this.end({ outcome: "canceled" });
      throw error;
    }
  }

  async #fail(cause: unknown): Promise<void> {
    if (this.signal.aborted) return;
    const error = { code: "runtime_error", message: "The agent stopped because of an internal error." };
    this.#parts.onError(cause);
    try {
      await this.emit({ type: "error.runtime", level: "user", body: { ...error, retriable: true } });
    } finally {
      this.end({ outcome: "error", error });
    }
  }
}
