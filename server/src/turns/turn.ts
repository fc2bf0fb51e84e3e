import type { EventLog } from "../log/event-log.js";
import type { EventDraft, StoredEvent } from "../log/event.js";
import type { ChatMessage, Runtime, TurnContext, TurnEnd, Usage } from "../runtimes/runtime.js";
import type { AgentSnapshot, Limits, SessionRow } from "../store/sessions.js";
import type { Outcome } from "../store/turns.js";
import { conversation, textOf } from "./conversation.js";

/** What a {@link Turn} is made of. */
export interface TurnParts {
  session: SessionRow;
  turnId: string;
  log: EventLog;
  /** The messages it takes up; at least one. */
  inputs: readonly StoredEvent[];
  previousOutcome: Outcome | null;
  apiKey: string | null;
  limits: Limits;
  /** Puts a document up at an address that cannot be guessed; returns the URL. */
  publish(contentType: string, content: string): string;
  /** Called once, when the turn has ended, whatever ended it. */
  onEnd(end: TurnEnd, usage: Usage | null): void;
}

/** One turn under way. It ends once: by its runtime, a limit, a cancel or the server's stop. */
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
    this.inputs = parts.inputs.map((event) => textOf(event, parts.log));
    this.previousOutcome = parts.previousOutcome;
    const { tokens } = parts.limits;
    this.tokensLeft = tokens === undefined ? null : Math.max(0, tokens - parts.session.tokens_used);
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Sets the runtime to work. Never rejects: whatever goes wrong ends the turn as an error. */
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
      (error: unknown) => this.#fail(error),
    );
  }

  /** Ends the turn; later calls do nothing. */
  end(end: TurnEnd): void {
    if (this.signal.aborted) return;
    clearTimeout(this.#deadline);
    this.#abort.abort();
    this.#parts.onEnd(end, this.#usage);
  }

  history(): ChatMessage[] {
    return conversation(this.#parts.log, this.#parts.session.id, this.#parts.inputs[0]!.seq);
  }

  emit(draft: Omit<EventDraft, "turn_id">): StoredEvent {
    this.signal.throwIfAborted();
    const { log, session, turnId } = this.#parts;
    const actor = { id: session.agent, type: "agent", display: this.agent.name } as const;
    return log.append(session.id, [{ actor, ...draft, turn_id: turnId }])[0]!;
  }

  receive(draft: Omit<EventDraft, "turn_id">): StoredEvent {
    this.signal.throwIfAborted();
    return this.#parts.log.append(this.#parts.session.id, [draft], true)[0]!;
  }

  publish(contentType: string, content: string): string {
    return this.#parts.publish(contentType, content);
  }

  spend(usage: Usage): void {
    this.#usage ??= { input_tokens: 0, output_tokens: 0 };
    this.#usage.input_tokens += usage.input_tokens;
    this.#usage.output_tokens += usage.output_tokens;
    const spent = this.#usage.input_tokens + this.#usage.output_tokens;
    if (this.tokensLeft !== null && spent > this.tokensLeft) this.end({ outcome: "budget_exceeded" });
  }

  #fail(cause: unknown): void {
    if (this.signal.aborted) return;
    const error = { code: "runtime_error", message: "The agent stopped because of an internal error." };
    console.error("A turn failed.", cause);
    this.emit({ type: "error.runtime", level: "user", body: { ...error, retriable: true } });
    this.end({ outcome: "error", error });
  }
}
