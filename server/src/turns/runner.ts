import type { EventLog } from "../log/event-log.js";
import type { Runtime, TurnEnd, Usage } from "../runtimes/runtime.js";
import type { CredentialStore } from "../store/credentials.js";
import { newId } from "../store/ids.js";
import type { Limits } from "../store/sessions.js";
import type { Outcome, SessionRow, Status, TurnRow } from "../store/schema/rows.js";
import { StoreUnavailable } from "../store/errors.js";
import type { Store, Transaction } from "../store/store.js";
import { textOf } from "./conversation.js";
import { Turn } from "./turn.js";

/** The runner's dependencies. */
export interface RunnerParts {
  store: Store;
  /** Id of this process. */
  owner: string;
  /** Called with an error that prevents a turn from beginning or ending. */
  onError(error: unknown): void;
  /** Called when a turn of this process has ended, with its duration. */
  onTurn(outcome: Outcome, seconds: number): void;
  log: EventLog;
  /** Publishes a document at an address that cannot be guessed; resolves with the URL. */
  publish(contentType: string, content: string, session: string): Promise<string>;
  /** Selects the runtime of a session's agent, with its key; null if there is none, and the messages stay queued. */
  selectRuntime(
    session: SessionRow,
    credentials: CredentialStore,
  ): Promise<{ runtime: Runtime; apiKey: string | null } | null>;
}

const INTERRUPTED: TurnEnd = {
  outcome: "error",
  error: { code: "interrupted", message: "The server stopped during this turn. Send a message to go on." },
};

/** The part of a turn that its events need. */
type TurnSpan = Pick<TurnRow, "id" | "session" | "input_from_seq" | "input_to_seq">;

/** A turn that is running in this process. */
interface Running {
  turn: Turn;
  /** Resolves when the log contains the end of the turn. */
  ended: Promise<void>;
}

/** Turns of dead processes that one query takes over. */
const ORPHANS_AT_ONCE = 50;

/** Milliseconds that the process that accepted a message has to begin its turn, before other processes do. */
const WAKE_GRACE_MS = 3000;

/** Milliseconds between two attempts to store the end of a turn while the database does not answer. */
const RETRY_END_MS = 500;

/** Runs the turns that waiting messages need: one turn at a time for each session. */
export class Runner {
  readonly #parts: RunnerParts;
  /** By session. */
  readonly #running = new Map<string, Running>();
  /** By session. Resolves when a turn has begun, or when there was none to begin. */
  readonly #beginning = new Map<string, Promise<void>>();
  /** Whether no further turn may begin. */
  #isDraining = false;
  /** Whether no turn may run. */
  #isStopped = false;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
    parts.store.listen({
      appended: (session) => this.#syncRunning(this.#running.get(session)),
      missed: () => {
        for (const running of this.#running.values()) this.#syncRunning(running);
      },
    });
  }

  /** Ends the turns that dead processes left running, then starts turns for waiting messages. */
  async takeOver(isStart: boolean): Promise<void> {
    const { turns, sessions } = this.#parts.store;
    if (this.#isDraining) return;
    for (;;) {
      const orphans = await turns.takeOver(this.#parts.owner, ORPHANS_AT_ONCE);
      for (const row of orphans) await this.#interrupt(row);
      if (orphans.length < ORPHANS_AT_ONCE) break;
    }
    // Turns of this process that it does not know: the database did not answer when they began or ended.
    if (!isStart) for (const row of await turns.ownedBy(this.#parts.owner)) await this.#interrupt(row);
    const grace = isStart ? 0 : WAKE_GRACE_MS;
    for (const session of await sessions.unwoken(grace)) this.wake(session);
  }

  /** Ends a turn that no process runs, then starts one for the session's waiting messages. */
  async #interrupt(row: TurnRow): Promise<void> {
    if (this.#beginning.has(row.session) || this.#running.get(row.session)?.turn.id === row.id) return;
    await this.#finish(row, INTERRUPTED, null);
    this.wake(row.session);
  }

  /** Starts a turn for the session's waiting messages soon, or after the running turn. */
  wake(session: string): void {
    setImmediate(() => {
      if (this.#isDraining || this.#running.has(session) || this.#beginning.has(session)) return;
      const beginning = this.#begin(session)
        .catch((error: unknown) => this.#parts.onError(error))
        .finally(() => this.#beginning.delete(session));
      this.#beginning.set(session, beginning);
    });
  }

  /** Ends the session's running turn as `canceled`; resolves with false if none is running. */
  async cancel(session: string): Promise<boolean> {
    // A turn that is beginning cannot be cancelled until it has begun.
    await this.#beginning.get(session);
    const row = await this.#parts.store.turns.running(session);
    if (row === undefined) return false;
    const running = this.#running.get(session);
    if (running === undefined) await this.#finish(row, { outcome: "canceled" }, null);
    running?.turn.end({ outcome: "canceled" });
    await running?.ended;
    return true;
  }

  /** The number of turns that are running in this process. */
  get runningCount(): number {
    return this.#running.size;
  }

  /** Starts no more turns; resolves when the running ones have ended, or after `timeoutMs`. */
  async drain(timeoutMs: number): Promise<void> {
    this.#isDraining = true;
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise<void>((resolve) => (timer = setTimeout(resolve, timeoutMs)));
    await Promise.race([this.#untilIdle(), enough]);
    clearTimeout(timer);
  }

  /** Ends all running turns and starts no more; resolves when the log contains their ends. */
  async stop(): Promise<void> {
    this.#isDraining = true;
    this.#isStopped = true;
    await Promise.all(this.#beginning.values());
    const running = [...this.#running.values()];
    for (const { turn } of running) turn.end(INTERRUPTED);
    await Promise.all(running.map(({ ended }) => ended));
  }

  async #untilIdle(): Promise<void> {
    await Promise.all(this.#beginning.values());
    await Promise.all([...this.#running.values()].map(({ ended }) => ended));
  }

  async #begin(id: string): Promise<void> {
    const { store, log, owner, publish } = this.#parts;
    // The process that runs this turn wakes the session when the turn has ended.
    if ((await store.turns.running(id)) !== undefined) return;
    const begun = await store.transaction((tx) => this.#start(tx, id));
    if (begun === null) return;
    const { row, session, inputs, previousOutcome, selected } = begun;
    const beganAt = performance.now();
    let hasEnded = () => {};
    const ended = new Promise<void>((resolve) => (hasEnded = resolve));
    const turn = new Turn({
      session,
      log,
      inputs,
      previousOutcome,
      store,
      owner,
      publish: (contentType, content) => publish(contentType, content, id),
      id: row.id,
      inputFromSeq: row.input_from_seq,
      apiKey: selected.apiKey,
      limits: JSON.parse(session.limits) as Limits,
      onError: (error) => this.#parts.onError(error),
      onEnd: (end, usage) => {
        this.#parts.onTurn(end.outcome, (performance.now() - beganAt) / 1000);
        this.#finishWithRetries(row, end, usage)
          .catch((error: unknown) => this.#parts.onError(error))
          .finally(() => {
            this.#running.delete(id);
            hasEnded();
            this.wake(id);
          });
      },
    });
    this.#running.set(id, { turn, ended });
    if (this.#isStopped) turn.end(INTERRUPTED);
    else if (begun.isOverTurns) turn.end({ outcome: "max_turns" });
    else turn.run(selected.runtime);
  }

  /** Begins a turn in the log; null if no message waits. */
  async #start(tx: Transaction, id: string) {
    const { log, selectRuntime } = this.#parts;
    const session = await tx.sessions.lock(id);
    // Another process, or this one after its next start, begins the turn.
    if (this.#isDraining || (await tx.turns.running(id)) !== undefined) return null;
    await tx.sessions.settleWake(id);
    if (session === undefined || session.status === "archived") return null;
    const selected = await selectRuntime(session, tx.credentials);
    if (selected === null) return null;
    const events = await tx.events.inputs(id, session.input_cursor);
    const [first, last] = [events[0], events.at(-1)];
    if (first === undefined || last === undefined) return null;

    const previousOutcome = (await tx.turns.last(id))?.outcome ?? null;
    const inputs: string[] = [];
    for (const event of events) inputs.push(await textOf(event, tx.events));
    const row = { id: newId("trn"), session: id, input_from_seq: first.seq, input_to_seq: last.seq };
    await tx.turns.start({ ...row, owner: this.#parts.owner });
    await tx.sessions.setStatus(id, "running");
    await tx.sessions.setInputCursor(id, last.seq);
    const body = { turn_id: row.id, input_from_seq: first.seq, input_to_seq: last.seq };
    await log.appendIn(tx, id, [{ type: "turn.started", level: "progress", turn_id: row.id, body }]);
    const { turns } = JSON.parse(session.limits) as Limits;
    const isOverTurns = turns !== undefined && (await tx.turns.count(id)) > turns;
    return { row, session, inputs, previousOutcome, selected, isOverTurns };
  }

  /** Like {@link #finish}, repeated while the database does not answer, until the server stops. */
  async #finishWithRetries(row: TurnSpan, end: TurnEnd, usage: Usage | null): Promise<void> {
    for (;;) {
      try {
        return await this.#finish(row, end, usage);
      } catch (error) {
        if (!(error instanceof StoreUnavailable) || this.#isStopped) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_END_MS));
    }
  }

  /** Stops a turn that another process has ended. */
  #syncRunning(running: Running | undefined): void {
    if (running === undefined) return;
    const { turn } = running;
    this.#parts.store.turns.isOwnedBy(turn.id, this.#parts.owner).then(
      (isOwned) => {
        if (!isOwned) turn.end({ outcome: "canceled" });
      },
      // The next append of the turn detects it, too.
      () => {},
    );
  }

  /** Appends the end of a turn to the log, unless it has one. */
  #finish(row: TurnSpan, end: TurnEnd, usage: Usage | null): Promise<void> {
    const { store, log } = this.#parts;
    return store.transaction(async (tx) => {
      const session = await tx.sessions.lock(row.session);
      const isFirst = await tx.turns.finish(row.id, {
        outcome: end.outcome,
        result_event: end.result?.id ?? null,
        error: end.error ? JSON.stringify(end.error) : null,
        usage: usage ? JSON.stringify(usage) : null,
      });
      if (session === undefined) return;
      if (usage) await tx.sessions.addTokens(row.session, usage.input_tokens + usage.output_tokens);
      if (!isFirst) return;
      const body = {
        turn_id: row.id,
        outcome: end.outcome,
        yield_reason: end.outcome,
        input_from_seq: row.input_from_seq,
        input_to_seq: row.input_to_seq,
        result_event_id: end.result?.id,
        error: end.error,
        usage: usage ?? undefined,
      };
      await log.appendIn(tx, row.session, [{ type: "turn.completed", turn_id: row.id, body }]);
      if (session.status !== "archived") await tx.sessions.setStatus(row.session, statusAfter(end));
    });
  }
}

function statusAfter(end: TurnEnd): Status {
  if (end.outcome === "needs_input") return "awaiting_input";
  return end.outcome === "error" ? "failed" : "idle";
}
