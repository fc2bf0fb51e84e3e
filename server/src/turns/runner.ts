import type { EventLog } from "../log/event-log.js";
import type { Runtime, TurnEnd, Usage } from "../runtimes/runtime.js";
import type { Database } from "../store/database.js";
import { newId } from "../store/ids.js";
import type { Limits, SessionRow, SessionStore, Status } from "../store/sessions.js";
import type { TurnRow, TurnStore } from "../store/turns.js";
import { Turn } from "./turn.js";

/** What the runner works with. */
export interface RunnerParts {
  db: Database;
  log: EventLog;
  sessions: SessionStore;
  turns: TurnStore;
  /** Puts a document up at an address that cannot be guessed; returns the URL. */
  publish(contentType: string, content: string): string;
  /** What runs a session's agent, with which key; null when nothing does and its messages stay queued. */
  selectRuntime(session: SessionRow): { runtime: Runtime; apiKey: string | null } | null;
}

const INTERRUPTED: TurnEnd = {
  outcome: "error",
  error: { code: "interrupted", message: "The server stopped during this turn. Send a message to go on." },
};

/** Takes up the messages of each session, one turn at a time. */
export class Runner {
  readonly #parts: RunnerParts;
  readonly #running = new Map<string, Turn>();
  #stopped = false;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
  }

  /** Ends the turns that a killed process left running, then takes up the messages that wait. */
  recover(): void {
    for (const row of this.#parts.turns.running()) this.#finish(row, INTERRUPTED, null);
    for (const session of this.#parts.sessions.withWaitingInput()) this.wake(session);
  }

  /** Has the session's waiting messages taken up, soon, unless a turn is under way: then after that. */
  wake(session: string): void {
    setImmediate(() => {
      if (!this.#stopped && !this.#running.has(session)) this.#begin(session);
    });
  }

  /** Ends the session's running turn as `canceled`; false when none runs. */
  cancel(session: string): boolean {
    const turn = this.#running.get(session);
    turn?.end({ outcome: "canceled" });
    return turn !== undefined;
  }

  /** Ends all running turns and starts no more. */
  stop(): void {
    this.#stopped = true;
    for (const turn of this.#running.values()) turn.end(INTERRUPTED);
  }

  #begin(id: string): void {
    const { sessions, turns, log, selectRuntime } = this.#parts;
    const session = sessions.get(id);
    if (session === undefined || session.status === "archived") return;
    const selected = selectRuntime(session);
    if (selected === null) return;
    const inputs = log.inputs(id, session.input_cursor);
    const first = inputs[0];
    const last = inputs.at(-1);
    if (first === undefined || last === undefined) return;

    const previousOutcome = turns.last(id)?.outcome ?? null;
    const row = this.#start(session, first.seq, last.seq);
    const turn = new Turn({
      session,
      turnId: row.id,
      log,
      inputs,
      previousOutcome,
      publish: this.#parts.publish,
      apiKey: selected.apiKey,
      limits: JSON.parse(session.limits) as Limits,
      onEnd: (end, usage) => {
        this.#running.delete(id);
        this.#finish(row, end, usage);
        this.wake(id);
      },
    });
    this.#running.set(id, turn);
    if (isOverTurns(session, turns.count(id))) turn.end({ outcome: "max_turns" });
    else turn.run(selected.runtime);
  }

  #start(
    session: SessionRow,
    from: number,
    to: number,
  ): Pick<TurnRow, "id" | "session" | "input_from_seq" | "input_to_seq"> {
    const { db, log, sessions, turns } = this.#parts;
    const row = { id: newId("trn"), session: session.id, input_from_seq: from, input_to_seq: to };
    db.transaction(() => {
      turns.start(row);
      sessions.setStatus(session.id, "running");
      sessions.setInputCursor(session.id, to);
      const body = { turn_id: row.id, input_from_seq: from, input_to_seq: to };
      log.append(session.id, [{ type: "turn.started", level: "progress", turn_id: row.id, body }]);
    });
    return row;
  }

  #finish(
    row: Pick<TurnRow, "id" | "session" | "input_from_seq" | "input_to_seq">,
    end: TurnEnd,
    usage: Usage | null,
  ): void {
    const { db, log, sessions, turns } = this.#parts;
    db.transaction(() => {
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
      log.append(row.session, [{ type: "turn.completed", turn_id: row.id, body }]);
      turns.finish(row.id, {
        outcome: end.outcome,
        result_event: end.result?.id ?? null,
        error: end.error ? JSON.stringify(end.error) : null,
        usage: usage ? JSON.stringify(usage) : null,
      });
      if (usage) sessions.addTokens(row.session, usage.input_tokens + usage.output_tokens);
      if (sessions.get(row.session)?.status !== "archived") {
        sessions.setStatus(row.session, statusAfter(end));
      }
    });
  }
}

function statusAfter(end: TurnEnd): Status {
  if (end.outcome === "needs_input") return "awaiting_input";
  return end.outcome === "error" ? "failed" : "idle";
}

function isOverTurns(session: SessionRow, count: number): boolean {
  const { turns } = JSON.parse(session.limits) as Limits;
  return turns !== undefined && count > turns;
}
