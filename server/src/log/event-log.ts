import type { Database } from "../store/database.js";
import { newId } from "../store/ids.js";
import type { EventDraft, EventFilter, SentEvent, StoredEvent } from "./event.js";
import { LEVELS } from "./event.js";
import { spill } from "./spill.js";

/** Told of events once they are committed, in seq order. */
export type Follower = (events: readonly StoredEvent[]) => void;

/** Called inside the appending transaction, so that what it writes stands or falls with the events. */
export type AppendHook = (session: string, events: readonly StoredEvent[]) => void;

const COLUMNS = "seq, id, rank, type, turn, json";

/** The append-only logs of all sessions: commit first, then tell the followers, then return. */
export class EventLog {
  readonly #db: Database;
  readonly #hooks: AppendHook[] = [];
  readonly #followers = new Map<string, Set<Follower>>();

  constructor(db: Database) {
    this.#db = db;
  }

  /** Adds a hook that runs within every append. */
  onAppend(hook: AppendHook): void {
    this.#hooks.push(hook);
  }

  /**
   * Appends events in one transaction (the caller's, if there is one).
   *
   * @param input true when the events are messages that the session's agent is to take up
   * @throws Error when there is no such session
   */
  append(session: string, drafts: readonly EventDraft[], input = false): StoredEvent[] {
    return this.#db.transaction(() => {
      const row = this.#db.get<{ n: number; head: number }>(
        "SELECT n, head FROM sessions WHERE id = ?",
        session,
      );
      if (row === undefined) throw new Error(`No session ${session}.`);
      const now = new Date().toISOString();
      const events = drafts.map((draft, index) =>
        this.#insert(row.n, session, row.head + 1 + index, draft, now, input),
      );
      this.#db.run("UPDATE sessions SET head = ? WHERE id = ?", row.head + events.length, session);
      for (const hook of this.#hooks) hook(session, events);
      this.#db.afterCommit(() => {
        for (const follower of this.#followers.get(session) ?? []) follower(events);
      });
      return events;
    });
  }

  /** The events after a seq that pass a filter, oldest first, `limit` at most. */
  read(session: string, after: number, filter: EventFilter, limit: number): SentEvent[] {
    let where = "";
    const values: (string | number)[] = [session, after, filter.rank];
    if (filter.type !== null) {
      where += filter.type.endsWith(".*") ? " AND substr(type, 1, ?) = ?" : " AND type = ?";
      const prefix = filter.type.slice(0, -1);
      values.push(...(filter.type.endsWith(".*") ? [prefix.length, prefix] : [filter.type]));
    }
    if (filter.turn !== null) {
      where += " AND turn = ?";
      values.push(filter.turn);
    }
    return this.#db.all<SentEvent>(
      `SELECT seq, json FROM events WHERE session = (SELECT n FROM sessions WHERE id = ?)
       AND seq > ? AND rank <= ?${where} ORDER BY seq LIMIT ?`,
      ...values,
      limit,
    );
  }

  /** The messages that an end user may see after a seq, oldest first, `limit` at most. */
  readMessages(session: string, after: number, limit: number): SentEvent[] {
    return this.#db.all<SentEvent>(
      `SELECT seq, json FROM events WHERE session = (SELECT n FROM sessions WHERE id = ?)
       AND seq > ? AND rank = 0 AND type LIKE '%.message' ORDER BY seq LIMIT ?`,
      ...[session, after, limit],
    );
  }

  /** What the user and the agent said to each other before a seq, oldest first. */
  conversation(session: string, before: number): StoredEvent[] {
    return this.#db.all<StoredEvent>(
      `SELECT ${COLUMNS} FROM events WHERE session = (SELECT n FROM sessions WHERE id = ?) AND seq < ?
       AND rank = 0 AND type IN ('user.message', 'http.request', 'agent.message') ORDER BY seq`,
      ...[session, before],
    );
  }

  /** One event of a session by its id. */
  find(session: string, id: string): StoredEvent | undefined {
    return this.#db.get<StoredEvent>(
      `SELECT ${COLUMNS} FROM events WHERE id = ? AND session = (SELECT n FROM sessions WHERE id = ?)`,
      id,
      session,
    );
  }

  /** One event of a session by its seq. */
  at(session: string, seq: number): StoredEvent | undefined {
    return this.#db.get<StoredEvent>(
      `SELECT ${COLUMNS} FROM events WHERE session = (SELECT n FROM sessions WHERE id = ?) AND seq = ?`,
      session,
      seq,
    );
  }

  /** The messages after a seq that the agent has not taken up, oldest first. */
  inputs(session: string, after: number): StoredEvent[] {
    return this.#db.all<StoredEvent>(
      `SELECT ${COLUMNS} FROM events WHERE session = (SELECT n FROM sessions WHERE id = ?)
       AND seq > ? AND input = 1 ORDER BY seq`,
      session,
      after,
    );
  }

  /** The JSON of an event's whole body, also when it is stored apart. */
  content(event: StoredEvent): string {
    const row = this.#db.get<{ content: string }>("SELECT content FROM contents WHERE event = ?", event.id);
    return row?.content ?? JSON.stringify((JSON.parse(event.json) as { body: unknown }).body);
  }

  /** Calls `follower` for every later commit to a session's log, until the returned function is called. */
  follow(session: string, follower: Follower): () => void {
    let followers = this.#followers.get(session);
    if (followers === undefined) this.#followers.set(session, (followers = new Set()));
    followers.add(follower);
    return () => {
      followers.delete(follower);
      if (followers.size === 0 && this.#followers.get(session) === followers) this.#followers.delete(session);
    };
  }

  #insert(
    n: number,
    session: string,
    seq: number,
    draft: EventDraft,
    now: string,
    input: boolean,
  ): StoredEvent {
    const id = newId("evt");
    const spilled = spill(draft.body);
    const level = draft.level ?? "user";
    const json = JSON.stringify({
      id,
      seq,
      ts: draft.ts ?? now,
      session,
      actor: draft.actor ?? { type: "system" },
      type: draft.type,
      level,
      body: spilled?.preview ?? draft.body,
      turn_id: draft.turn_id,
      source: draft.source,
      refs: draft.refs ?? {},
      ...(spilled && {
        content_ref: `/sessions/${session}/events/${id}/content`,
        body_truncated: true,
        body_bytes: spilled.bytes,
      }),
    });
    const rank = LEVELS.indexOf(level);
    const turn = draft.turn_id ?? null;
    this.#db.run(
      "INSERT INTO events (session, seq, id, rank, type, turn, input, json) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      ...[n, seq, id, rank, draft.type, turn, input ? 1 : 0, json],
    );
    if (spilled) this.#db.run("INSERT INTO contents (event, content) VALUES (?, ?)", id, spilled.content);
    return { seq, id, rank, type: draft.type, turn, json };
  }
}
