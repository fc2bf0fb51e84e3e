import type { ChatMessage } from "../runtimes/runtime.js";
import type { RuntimeSelector } from "../runtimes/runtime-selector.js";
import { AgentRun } from "./agent/agent-run.js";
import { admit } from "./sessions/admission.js";
import type { Change } from "./sessions/change.js";
import { end, recover } from "./sessions/lifecycle.js";
import { Refusal } from "./sessions/refusal.js";
import type { EventDraft, Session, Turn } from "./sessions/session.js";
import { settle, stop, type TurnEnd, write } from "./sessions/turns.js";
import type { CredentialStore } from "../store/credentials.js";
import type { ServerlessStore } from "./store/serverless-store.js";

/** Milliseconds, at a pace of 1, that a running turn takes to stop after the request. */
const STOPPING_MS = 1200;

/** The engine's dependencies. */
export interface EngineParts {
  readonly store: ServerlessStore;
  readonly credentials: CredentialStore;
  readonly runtimes: RuntimeSelector;
  /** Factor on the agents' delays. */
  readonly pace: number;
  /** Called with an error that prevents a session from continuing. */
  onError(error: unknown): void;
  /** Publishes a session's document at an address that cannot be guessed; resolves with the URL. */
  publish(contentType: string, content: string, session: string): Promise<string>;
}

/** A turn that an agent of this process runs. */
interface Running {
  turn: string;
  run: AgentRun;
}

/** Sessions of dead processes that one query takes over. */
const ORPHANS_AT_ONCE = 50;

/**
 * Changes sessions, and lets agents do what a change requires: begin or stop a turn. If processes share the store,
 * the process that made a change runs the turn that it began; any process may change a session whose turn another one
 * runs.
 */
export class Engine {
  readonly #parts: EngineParts;
  /** By session. */
  readonly #runs = new Map<string, Running>();
  /** The sessions that this process is changing, with the number of simultaneous changes. */
  readonly #changing = new Map<string, number>();
  /** By turn: the timer that stops it. */
  readonly #stops = new Map<string, NodeJS.Timeout>();
  /** Called when no turn runs in this process any more. */
  #onIdle: () => void = () => {};
  #isDraining = false;
  #isClosed = false;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    parts.store.listen({
      appended: (session) => void this.#syncRunning(session),
      missed: () => {
        for (const session of this.#runs.keys()) void this.#syncRunning(session);
      },
    });
  }

  /**
   * Changes a session; its effects have begun when this resolves.
   *
   * @param key the request's idempotency key
   * @throws Refusal if the session does not exist, and whatever `work` throws
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

  /** Requests that the running turn stops; does nothing if none is running. */
  async interrupt(id: string): Promise<void> {
    await this.change(id, stop);
  }

  /**
   * Ends and deletes a session with all its data.
   *
   * @throws Refusal if the session does not exist
   */
  async delete(id: string): Promise<void> {
    await this.change(id, end);
    await this.#parts.store.delete(id);
  }

  /** Restarts the turns of dead processes, and those of this process that it does not know. */
  async takeOver(isStart: boolean): Promise<void> {
    const { store } = this.#parts;
    if (this.#isDraining || this.#isClosed) return;
    for (;;) {
      const orphans = await store.takeOver(ORPHANS_AT_ONCE);
      for (const session of orphans) await this.#recover(session);
      if (orphans.length < ORPHANS_AT_ONCE) break;
    }
    if (isStart) return;
    // Turns of this process for whose beginning or end the database did not answer.
    for (const session of await store.ownedSessions()) await this.#recover(session);
  }

  /** Begins no more turns; resolves when the running ones have ended, or after `timeoutMs`. */
  async drain(timeoutMs: number): Promise<void> {
    this.#isDraining = true;
    this.#parts.store.leaveNewTurns();
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      timer = setTimeout(resolve, timeoutMs);
      this.#onIdle = resolve;
      if (this.#runs.size === 0) resolve();
    });
    clearTimeout(timer);
  }

  /** Stops all agents; {@link takeOver} restarts their turns. */
  close(): void {
    this.#isClosed = true;
    for (const timer of this.#stops.values()) clearTimeout(timer);
    for (const { run } of this.#runs.values()) run.abort();
    this.#runs.clear();
  }

  /** Lets agents do what a committed change requires. */
  async #follow(change: Change): Promise<void> {
    const { id } = change.session;
    const current = this.#runs.get(id);
    if (current !== undefined && change.active?.id !== current.turn) this.#release(id, current);
    if (change.isStop && change.active) this.#stopLater(id, change.active.id);
    if (change.begun !== null) await this.#begin(change.session, change.begun);
  }

  /** Stops an agent without ending its turn. */
  #release(id: string, running: Running): void {
    if (this.#runs.get(id) === running) this.#runs.delete(id);
    running.run.abort();
    if (this.#runs.size === 0) this.#onIdle();
  }

  /** Restarts a turn, unless it runs in this process or has changed since it was found. */
  async #recover({ id, revision }: Session): Promise<void> {
    const isKnown = () => this.#runs.has(id) || this.#changing.has(id);
    if (isKnown() || this.#isClosed) return;
    await this.change(id, (change) => {
      if (change.isOurs && change.session.revision === revision) recover(change);
    }).catch((error: unknown) => this.#report(error));
  }

  /** Applies another process's change of a session to the turn that runs here. */
  async #syncRunning(id: string): Promise<void> {
    const running = this.#runs.get(id);
    if (running === undefined) return;
    await this.#inBackground(async () => {
      const { turn, isOurs, isStopping } = await this.#parts.store.runningState(id);
      if (turn !== running.turn || !isOurs) this.#release(id, running);
      else if (isStopping) this.#stopLater(id, turn);
    });
  }

  #stopLater(id: string, turnId: string): void {
    if (this.#stops.has(turnId)) return;
    const timer = setTimeout(() => {
      this.#stops.delete(turnId);
      const cancelled: TurnEnd = { status: "cancelled", reason: "interrupted" };
      void this.#inBackground(() => this.change(id, (change) => settle(change, turnId, cancelled)));
    }, STOPPING_MS * this.#parts.pace);
    this.#stops.set(turnId, timer);
  }

  async #begin(session: Session, turn: Turn): Promise<void> {
    const { store, credentials, runtimes, pace, publish } = this.#parts;
    const { snapshot, credential } = session;
    const selected = await runtimes.select({ model: snapshot.model, credential }, credentials);
    if (selected === null || this.#isClosed) return;
    const { history, previousOutcome } = await this.#historyBefore(session.id, turn);
    if (this.#isClosed) return;
    const run = new AgentRun({
      session,
      turn,
      history,
      previousOutcome,
      pace,
      publish: (contentType, content) => publish(contentType, content, session.id),
      apiKey: selected.apiKey,
      onError: (error) => this.#report(error),
      receive: (input) => {
        const asked = { input, mode: "queue", payload: undefined, answers: null, key: null } as const;
        void this.#inBackground(() => this.change(session.id, (change) => admit(change, asked)));
      },
      write: async (drafts) => {
        // Another process has considered this one dead and runs the turn.
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
    // If the end of a turn could not be stored, the turn is released, so that it is taken over.
    void this.#inBackground(() => run.run(selected.runtime)).finally(() =>
      this.#release(session.id, running),
    );
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

  async #historyBefore(
    id: string,
    turn: Turn,
  ): Promise<{ history: ChatMessage[]; previousOutcome: "needs_input" | "completed" | null }> {
    const { store } = this.#parts;
    const spoken = (await store.conversation(id)).filter(({ turnId }) => turnId !== turn.id);
    const history = spoken.map(({ type, data }): ChatMessage => {
      const isReply = type === "message.completed";
      const text = String(isReply ? data["text"] : data["input"]);
      return { role: isReply ? "assistant" : "user", text };
    });
    if (spoken.length === 0) return { history, previousOutcome: null };
    return { history, previousOutcome: turn.questionId === null ? "completed" : "needs_input" };
  }

  /** Runs work in the background. After `close` its errors are ignored, as the database may be closed. */
  async #inBackground(work: () => Promise<unknown>): Promise<void> {
    if (this.#isClosed) return;
    try {
      await work();
    } catch (error) {
      if (!this.#isClosed) this.#report(error);
    }
  }

  /** Reports an error, unless it is that the session has ended or was deleted meanwhile. */
  #report(error: unknown): void {
    if (!(error instanceof Refusal)) this.#parts.onError(error);
  }
}

/** Appends events to a log without further effects. */
export function emitAll(change: Change, drafts: readonly EventDraft[]): void {
  change.events.push(...drafts);
}
