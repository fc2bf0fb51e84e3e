import { setTimeout as wait } from "node:timers/promises";
import type { EventDraft as AgentEvent, StoredEvent } from "../../log/event.js";
import type {
  ChatMessage,
  Runtime,
  TurnContext,
  TurnEnd as AgentEnd,
  Usage,
} from "../../runtimes/runtime.js";
import type { Outcome } from "../../store/schema/rows.js";
import type { EventDraft, Session, Turn } from "../sessions/session.js";
import type { FailureCode, TurnEnd } from "../sessions/turns.js";
import { turnInternals, usageInternals } from "./internals.js";
import { Translation } from "./translation.js";

/** Milliseconds between two fragments of a reply, at a pace of 1. */
const FRAGMENT_PAUSE_MS = 30;

/** The dependencies and the data of an {@link AgentRun}. */
export interface AgentRunParts {
  readonly session: Session;
  readonly turn: Turn;
  /** The conversation before this turn. */
  readonly history: readonly ChatMessage[];
  /** How the previous turn ended; null for the first turn. */
  readonly previousOutcome: Outcome | null;
  readonly apiKey: string | null;
  /** Called with the error that made a turn fail. */
  onError(error: unknown): void;
  /** Factor on all delays. */
  readonly pace: number;
  /** Publishes a document at an address that cannot be guessed; resolves with the URL. */
  publish(contentType: string, content: string): Promise<string>;
  /** Starts a further turn with the report of another service. */
  receive(report: string): void;
  /** Stores events of the turn; false if the turn has ended. */
  write(drafts: readonly EventDraft[]): Promise<boolean>;
  /** Ends the turn, unless more turns were steered into it than `taken` counts: it then returns those. */
  end(end: TurnEnd, taken: number): Promise<readonly Turn[]>;
}

/**
 * A running turn of this API. The server's agents emit events of the v3 log; this class translates them. The reply is
 * written fragment by fragment, at about the speed of a model.
 */
export class AgentRun implements TurnContext {
  readonly agent: Session["snapshot"];
  readonly apiKey: string | null;
  readonly previousOutcome: Outcome | null;
  readonly tokensLeft = null;
  readonly saysAnswerTwice = false;
  readonly knowsQuestions = true;
  inputs: readonly string[];
  readonly #parts: AgentRunParts;
  readonly #abort = new AbortController();
  readonly #translation = new Translation();
  #written: Promise<void> = Promise.resolve();

  constructor(parts: AgentRunParts) {
    this.#parts = parts;
    this.agent = parts.session.snapshot;
    this.apiKey = parts.apiKey;
    this.previousOutcome = parts.previousOutcome;
    this.inputs = [parts.turn.input, ...parts.turn.delivered];
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Runs the agent until the turn ends. Never rejects: an error ends the turn as failed. */
  async run(runtime: Runtime): Promise<void> {
    this.#write(turnInternals(this.#parts.session, this.#parts.turn));
    let taken = 0;
    for (;;) {
      const end = await this.#runAgent(runtime);
      if (this.signal.aborted) return;
      const steered = await this.#parts.end(end, taken);
      if (steered.length === 0) return;
      taken += steered.length;
      this.inputs = steered.map(({ input }) => input);
    }
  }

  /** Stops the agent. */
  abort(): void {
    this.#abort.abort();
  }

  async history(): Promise<ChatMessage[]> {
    return [...this.#parts.history];
  }

  /** The returned event has no real place in the log: it is written after the events before it. */
  async emit(draft: Omit<AgentEvent, "turn_id">): Promise<StoredEvent> {
    this.signal.throwIfAborted();
    this.#write(this.#translation.of(draft));
    return { seq: 0, id: "", rank: 0, type: draft.type, turn: null, json: "" };
  }

  async receive(draft: Omit<AgentEvent, "turn_id">): Promise<StoredEvent> {
    this.signal.throwIfAborted();
    const { type, body } = draft;
    // In the order of the log: after everything that was emitted before.
    this.#written = this.#written.then(() => {
      this.#parts.receive(`GitHub reports ${type}: ${JSON.stringify(body)}`);
    });
    return { seq: 0, id: "", rank: 0, type, turn: null, json: "" };
  }

  publish(contentType: string, content: string): Promise<string> {
    return this.#parts.publish(contentType, content);
  }

  spend(usage: Usage): void {
    this.#write(usageInternals(this.#parts.session, usage));
  }

  async #runAgent(runtime: Runtime): Promise<TurnEnd> {
    try {
      const end = await runtime.run(this);
      this.#write(this.#translation.end());
      await this.#written;
      return endOf(end, this.agent.model);
    } catch (error) {
      if (!this.signal.aborted) this.#parts.onError(error);
      return { status: "failed", code: "agent_failed" };
    }
  }

  #write(drafts: readonly EventDraft[]): void {
    const { pace, write } = this.#parts;
    if (drafts.length === 0) return;
    this.#written = this.#written.then(async () => {
      if (pace === 0) await this.#store(() => write(drafts));
      else for (const draft of drafts) await this.#writeAtPace(draft);
    });
    // `#written` is awaited before the turn ends; until then a rejection must not count as unhandled.
    this.#written.catch(() => {});
  }

  async #writeAtPace(draft: EventDraft): Promise<void> {
    const { pace, write } = this.#parts;
    await this.#store(() => write([draft]));
    if (draft.type.endsWith(".delta")) {
      await wait(FRAGMENT_PAUSE_MS * pace, undefined, { signal: this.signal });
    }
  }

  async #store(write: () => Promise<boolean>): Promise<void> {
    this.signal.throwIfAborted();
    if (!(await write())) this.abort();
  }
}

function endOf(end: AgentEnd, model: string): TurnEnd {
  if (end.outcome === "needs_input" && end.question) return { status: "completed", question: end.question };
  const code = FAILURES[end.outcome] ?? null;
  if (code === null) return { status: "completed" };
  const cause = end.error?.code ?? "";
  if (code !== "model_unavailable") return { status: "failed", code };
  if (cause === "runtime_error") return { status: "failed", code: "agent_failed" };
  const isRejected = /invalid|authentication|permission|not_found/.test(cause);
  return { status: "failed", code: isRejected ? "model_rejected" : code, model };
}

/** The failure code for each outcome of an agent that is a failure here. */
const FAILURES: Readonly<Partial<Record<Outcome, FailureCode>>> = {
  error: "model_unavailable",
  deadline_exceeded: "sandbox_timeout",
  budget_exceeded: "agent_failed",
  max_turns: "agent_failed",
};
