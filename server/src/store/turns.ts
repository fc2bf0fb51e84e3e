import type { Database } from "./database.js";

/** Why a turn ended, as on the wire. */
export const OUTCOMES = [
  ...(["completed", "needs_input", "error"] as const),
  ...(["budget_exceeded", "deadline_exceeded", "max_turns", "canceled"] as const),
] as const;

/** One of {@link OUTCOMES}. */
export type Outcome = (typeof OUTCOMES)[number];

/** A turn as stored; JSON columns are still text. */
export interface TurnRow {
  n: number;
  id: string;
  session: string;
  state: "running" | "ok" | "error";
  outcome: Outcome | null;
  /** Seqs of the first and last message that the turn took up. */
  input_from_seq: number;
  input_to_seq: number;
  /** Id of the event that holds the answer. */
  result_event: string | null;
  /** JSON of `{ code, message }`, or null. */
  error: string | null;
  /** JSON of `{ input_tokens, output_tokens }`, or null. */
  usage: string | null;
  started_at: string;
  completed_at: string | null;
}

const COLUMNS =
  "n, id, session, state, outcome, input_from_seq, input_to_seq, result_event, error, usage, started_at, completed_at";

/** The table of turns. */
export class TurnStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  start(turn: Pick<TurnRow, "id" | "session" | "input_from_seq" | "input_to_seq">): void {
    this.#db.run(
      `INSERT INTO turns (id, session, state, input_from_seq, input_to_seq, started_at)
       VALUES (?, ?, 'running', ?, ?, ?)`,
      ...[turn.id, turn.session, turn.input_from_seq, turn.input_to_seq, new Date().toISOString()],
    );
  }

  finish(id: string, end: Pick<TurnRow, "outcome" | "result_event" | "error" | "usage">): void {
    this.#db.run(
      `UPDATE turns SET state = ?, outcome = ?, result_event = ?, error = ?, usage = ?, completed_at = ?
       WHERE id = ?`,
      ...[end.outcome === "error" ? "error" : "ok", end.outcome, end.result_event, end.error, end.usage],
      ...[new Date().toISOString(), id],
    );
  }

  get(session: string, id: string): TurnRow | undefined {
    return this.#db.get<TurnRow>(`SELECT ${COLUMNS} FROM turns WHERE session = ? AND id = ?`, session, id);
  }

  last(session: string): TurnRow | undefined {
    return this.#db.get<TurnRow>(
      `SELECT ${COLUMNS} FROM turns WHERE session = ? ORDER BY n DESC LIMIT 1`,
      session,
    );
  }

  /** Oldest first, after the creation number `cursor`. */
  list(session: string, cursor: number, limit: number): TurnRow[] {
    return this.#db.all<TurnRow>(
      `SELECT ${COLUMNS} FROM turns WHERE session = ? AND n > ? ORDER BY n LIMIT ?`,
      ...[session, cursor, limit],
    );
  }

  count(session: string): number {
    return this.#db.get<{ count: number }>("SELECT count(*) AS count FROM turns WHERE session = ?", session)!
      .count;
  }

  /** Turns that were running when the process that ran them ended. */
  running(): TurnRow[] {
    return this.#db.all<TurnRow>(`SELECT ${COLUMNS} FROM turns WHERE state = 'running' ORDER BY n`);
  }
}
