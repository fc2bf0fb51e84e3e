import type { ChatMessage } from "../runtimes/runtime.js";
import type { RuntimeSelector } from "../runtimes/runtime-selector.js";
import { AgentRun } from "./agent/agent-run.js";
import { admit } from "./sessions/admission.js";
import type { Change } from "./sessions/change.js";
import { end, recover } from "./sessions/lifecycle.js";
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
  /** Puts a session's document up at an address that cannot be guessed; resolves with the URL. */
  publish(contentType: string, content: string, session: string): Promise<string>;
}

/** A turn that an agent of this process works on. */
interface Running {
  turn: string;
  run: AgentRun;
}

/** Sessions of dead processes that are taken over in one go. */
const ORPHANS_AT_ONCE = 50;

/**
 * Changes sessions, and has agents do what a change asks for: begin a turn, stop it. Where processes share the store,
 * the one that a change came to runs the turn that it began, and any may change what another one runs.
 */
export class Engine {
  readonly #parts: EngineParts;
  /** By session. */
  readonly #runs = new Map<string, Running>();
  /** The sessions that are being changed here, and how often at once. */
  readonly #changing = new Map<string, number>();
  /** By turn: what stops it soon. */
  readonly #stops = new Map<string, NodeJS.Timeout>();
  /** Called when no turn runs here any more. */
  #onRest: () => void = () => {};
  #isDraining = false;
  #isClosed = false;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    parts.store.hear({
      appended: (session) => void this.#lookAfter(session),
      missed: () => {
        for (const session of this.#runs.keys()) void this.#lookAfter(session);
      },
    });
  }

  /**
   * Changes a session; what follows from it has begun when this resolves.
   *
   * @param key the request's idempotency key
   * @throws Refusal when there is no such session, and whatever `work` throws
   */
  async change<T>(id: string, work: (change: Change) => T, key: string | null = null): Promise<T> {
    this.#changing.set(id, (this.#changing.get(id) ?? 0) + 1);
    try {
      const { result, change } = await this.#parts.store.change(id, work, key);
      if (change.events.length > 0) this.#parts.store.announce(change.session);
      await this.#follow(change);
      return result;
    } finally {
      const others = this.#changing.get(id)! - 1;
      if (others > 0) this.#changing.set(id, others);
      else this.#changing.delete(id);
    }
  }

  /** Asks for the running turn to be stopped; nothing when none runs. */
  async interrupt(id: string): Promise<void> {
    await this.change(id, stop);
  }

  /**
   * Ends a session and deletes it with all that belongs to it.
   *
   * @throws Refusal when there is no such session
   */
  async delete(id: string): Promise<void> {
    await this.change(id, end);
    await this.#parts.store.delete(id);
  }

  /** Takes up the turns that dead processes were running, and those of this one that it does not know of. */
  async takeOver(isStart: boolean): Promise<void> {
    const { store } = this.#parts;
    if (this.#isDraining || this.#isClosed) return;
    for (;;) {
      const orphans = await store.takeOver(ORPHANS_AT_ONCE);
      for (const session of orphans) await this.#recover(session);
      if (orphans.length < ORPHANS_AT_ONCE) break;
    }
    if (isStart) return;
    // Their beginning or their end got no answer of the database.
    for (const session of await store.ours()) await this.#recover(session);
  }

  /** Begins no more turns; resolves when those that run have ended, or after `timeoutMs`. */
  async drain(timeoutMs: number): Promise<void> {
    this.#isDraining = true;
    this.#parts.store.takeNoMore();
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      timer = setTimeout(resolve, timeoutMs);
      this.#onRest = resolve;
      if (this.#runs.size === 0) resolve();
    });
    clearTimeout(timer);
  }

  /** Has no agent do anything more; the turns that run are taken up by {@link takeOver}. */
  close(): void {
    this.#isClosed = true;
    for (const timer of this.#stops.values()) clearTimeout(timer);
    for (const { run } of this.#runs.values()) run.abort();
    this.#runs.clear();
  }

  /** Has the agents do what a change that was kept asks for. */
  async #follow(change: Change): Promise<void> {
    const { id } = change.session;
    const current = this.#runs.get(id);
    if (current !== undefined && change.active?.id !== current.turn) this.#leave(id, current);
    if (change.isStop && change.active) this.#stopLater(id, change.active.id);
    if (change.begun !== null) await this.#begin(change.session, change.begun);
  }

  /** Has an agent do no more. */
  #leave(id: string, running: Running): void {
    if (this.#runs.get(id) === running) this.#runs.delete(id);
    running.run.abort();
    if (this.#runs.size === 0) this.#onRest();
  }

  /** Goes on with a turn, unless it is under way here or has changed since it was looked for. */
  async #recover({ id, revision }: Session): Promise<void> {
    const isKnown = () => this.#runs.has(id) || this.#changing.has(id);
    if (isKnown() || this.#isClosed) return;
    await this.change(id, (change) => {
      if (change.isOurs && change.session.revision === revision) recover(change);
    }).catch((error: unknown) => this.#parts.onError(error));
  }

  /** Does what another process's change of a session asks of the turn that runs here. */
  async #lookAfter(id: string): Promise<void> {
    const running = this.#runs.get(id);
    if (running === undefined) return;
    await this.#unlessClosed(async () => {
      const { turn, isOurs, isStopping } = await this.#parts.store.work(id);
      if (turn !== running.turn || !isOurs) this.#leave(id, running);
      else if (isStopping) this.#stopLater(id, turn);
    });
  }

  #stopLater(id: string, turnId: string): void {
    if (this.#stops.has(turnId)) return;
    const timer = setTimeout(() => {
      this.#stops.delete(turnId);
      const cancelled: TurnEnd = { status: "cancelled", reason: "interrupted" };
      void this.#unlessClosed(() => this.change(id, (change) => settle(change, turnId, cancelled)));
    }, STOPPING_MS * this.#parts.pace);
    this.#stops.set(turnId, timer);
  }

  async #begin(session: Session, turn: Turn): Promise<void> {
    const { store, credentials, runtimes, pace, publish } = this.#parts;
    const { snapshot, credential } = session;
    const selected = await runtimes.select({ model: snapshot.model, credential }, credentials);
    if (selected === null || this.#isClosed) return;
    const { history, previousOutcome } = await this.#before(session.id, turn);
    if (this.#isClosed) return;
    const run = new AgentRun({
      session,
      turn,
      history,
      previousOutcome,
      pace,
      publish: (contentType, content) => publish(contentType, content, session.id),
      apiKey: selected.apiKey,
      onError: (error) => this.#parts.onError(error),
      receive: (input) => {
        const asked = { input, mode: "queue", payload: undefined, answers: null, key: null } as const;
        void this.#unlessClosed(() => this.change(session.id, (change) => admit(change, asked)));
      },
      write: async (drafts) => {
        // Another process that took this one for dead goes on with the turn.
        const { result } = await store.changeRunning(
          session.id,
          (change) => change.isOurs && write(change, turn.id, drafts),
        );
        return result;
      },
      end: (how, taken) => this.#end(session.id, turn.id, how, taken),
    });
    const running: Running = { turn: turn.id, run };
    this.#runs.set(session.id, running);
    // A turn whose end could not be kept is left, so that it is taken up again.
    void this.#unlessClosed(() => run.run(selected.runtime)).finally(() => this.#leave(session.id, running));
  }

  #end(id: string, turnId: string, how: TurnEnd, taken: number): Promise<readonly Turn[]> {
    return this.change(id, (change) => {
      if (!change.isOurs) return [];
      const steered = change.joined.slice(taken);
      const isStopping = change.session.stoppingSince !== null;
      if (steered.length > 0 && how.status === "completed" && !how.question && !isStopping) return steered;
      settle(change, turnId, how);
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
