import type { ChatMessage } from "../runtimes/runtime.js";
import type { RuntimeSelector } from "../runtimes/runtime-selector.js";
import { AgentRun } from "./agent/agent-run.js";
import { admit } from "./sessions/admission.js";
import type { Change } from "./sessions/change.js";
import { recover } from "./sessions/lifecycle.js";
import type { EventDraft, Session, Turn } from "./sessions/session.js";
import { settle, stop, type TurnEnd, write } from "./sessions/turns.js";
import type { CredentialStore } from "../store/credentials.js";
import type { ServerlessStore } from "./store/serverless-store.js";

/** Milliseconds, at a pace of 1, that a running turn takes to stop once it was asked to. */
const STOPPING_MS = 1200;

/** What the engine works with. */
export interface EngineParts {
  readonly store: ServerlessStore;
  readonly credentials: CredentialStore;
  readonly runtimes: RuntimeSelector;
  /** Factor on the agents' pauses. */
  readonly pace: number;
  /** Called with what keeps a session from going on. */
  onError(error: unknown): void;
  /** Puts a document up at an address that cannot be guessed; resolves with the URL. */
  publish(contentType: string, content: string): Promise<string>;
}

/** Changes sessions, and has agents do what a change asks for: begin a turn, stop it. */
export class Engine {
  readonly #parts: EngineParts;
  readonly #runs = new Map<string, { turn: string; run: AgentRun }>();
  readonly #stops = new Set<NodeJS.Timeout>();
  #isClosed = false;

  constructor(parts: EngineParts) {
    this.#parts = parts;
  }

  /**
   * Changes a session; what follows from it has begun when this resolves.
   *
   * @param key the request's idempotency key
   * @throws Refusal when there is no such session, and whatever `work` throws
   */
  async change<T>(id: string, work: (change: Change) => T, key: string | null = null): Promise<T> {
    const { result, change } = await this.#parts.store.change(id, work, key);
    await this.follow(change);
    return result;
  }

  /** Has the agents do what a change that was kept asks for. */
  async follow(change: Change): Promise<void> {
    const { id } = change.session;
    const current = this.#runs.get(id);
    if (current !== undefined && change.active?.id !== current.turn) {
      this.#runs.delete(id);
      current.run.abort();
    }
    if (change.isStop && change.active) this.#stopLater(id, change.active.id);
    if (change.begun !== null) await this.#begin(change.session, change.begun);
  }

  /** Asks for the running turn to be stopped; nothing when none runs. */
  async interrupt(id: string): Promise<void> {
    await this.change(id, stop);
  }

  /** Takes up what an earlier process left. */
  async recover(): Promise<void> {
    for (const id of await this.#parts.store.withOpenTurns()) await this.change(id, recover);
  }

  /** Has no agent do anything more; the turns that run are taken up by {@link recover}. */
  close(): void {
    this.#isClosed = true;
    for (const timer of this.#stops) clearTimeout(timer);
    for (const { run } of this.#runs.values()) run.abort();
    this.#runs.clear();
  }

  #stopLater(id: string, turnId: string): void {
    const timer = setTimeout(() => {
      this.#stops.delete(timer);
      const cancelled: TurnEnd = { status: "cancelled", reason: "interrupted" };
      void this.#unlessClosed(() => this.change(id, (change) => settle(change, turnId, cancelled)));
    }, STOPPING_MS * this.#parts.pace);
    this.#stops.add(timer);
  }

  async #begin(session: Session, turn: Turn): Promise<void> {
    const { store, credentials, runtimes, pace, publish } = this.#parts;
    const { snapshot, credential } = session;
    const selected = await runtimes.select({ model: snapshot.model, credential }, credentials);
    if (selected === null || this.#isClosed) return;
    const { history, previousOutcome } = await this.#before(session.id, turn);
    if (this.#isClosed) return;
    const run = new AgentRun({
      ...{ session, turn, history, previousOutcome, pace, publish },
      apiKey: selected.apiKey,
      onError: (error) => this.#parts.onError(error),
      receive: (input) => {
        const asked = { input, mode: "queue", payload: undefined, answers: null, key: null } as const;
        void this.#unlessClosed(() => this.change(session.id, (change) => admit(change, asked)));
      },
      write: async (drafts) => {
        const { result } = await store.change(session.id, (change) => write(change, turn.id, drafts));
        return result;
      },
      end: (end, taken) => this.#end(session.id, turn.id, end, taken),
    });
    this.#runs.set(session.id, { turn: turn.id, run });
    void this.#unlessClosed(() => run.run(selected.runtime));
  }

  #end(id: string, turnId: string, end: TurnEnd, taken: number): Promise<readonly Turn[]> {
    return this.change(id, (change) => {
      const steered = change.joined.slice(taken);
      const isStopping = change.session.stoppingSince !== null;
      if (steered.length > 0 && end.status === "completed" && !end.question && !isStopping) return steered;
      settle(change, turnId, end);
      return [];
    });
  }

  async #before(
    id: string,
    turn: Turn,
  ): Promise<{ history: ChatMessage[]; previousOutcome: "needs_input" | "completed" | null }> {
    const { store } = this.#parts;
    const said = (await store.said(id)).filter(({ turnId }) => turnId !== turn.id);
    const history = said.map(({ type, data }): ChatMessage => {
      const isReply = type === "message.completed";
      const text = String(isReply ? data["text"] : data["input"]);
      return { role: isReply ? "assistant" : "user", text };
    });
    if (said.length === 0) return { history, previousOutcome: null };
    return { history, previousOutcome: turn.questionId === null ? "completed" : "needs_input" };
  }

  /** Does what nobody waits for. Once closed, the database may be gone under it. */
  async #unlessClosed(work: () => Promise<unknown>): Promise<void> {
    if (this.#isClosed) return;
    try {
      await work();
    } catch (error) {
      if (!this.#isClosed) this.#parts.onError(error);
    }
  }
}

/** Appends events to a log as if they had happened; nothing follows from them. */
export function tell(change: Change, drafts: readonly EventDraft[]): void {
  change.events.push(...drafts);
}
