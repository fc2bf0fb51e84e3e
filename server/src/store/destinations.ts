import type { Level } from "../log/event.js";
import type { Database } from "./database.js";
import { newId } from "./ids.js";
import type { Vault } from "./vault.js";

/** Where a session's events are sent, as stored. */
export interface DestinationRow {
  n: number;
  id: string;
  session: string;
  url: string;
  level: Level;
  /** JSON array of types and `prefix.*`, or null for all. */
  types: string | null;
  include_raw: 0 | 1;
  /** 0 holds its deliveries back. */
  enabled: 0 | 1;
  sealed_secret: string | null;
  /** Only events after this seq are delivered. */
  created_after_seq: number;
  created_at: string;
  updated_at: string;
}

/** What a caller may say about a destination; what is left out keeps its value, or its default when new. */
export interface DestinationSettings {
  url?: string | undefined;
  /** Signing secret. */
  secret?: string | undefined;
  level?: Level | undefined;
  types?: string[] | null | undefined;
  include_raw?: boolean | undefined;
  enabled?: boolean | undefined;
}

const COLUMNS =
  "n, id, session, url, level, types, include_raw, enabled, sealed_secret, created_after_seq, created_at, updated_at";

/** The table of webhook destinations. */
export class DestinationStore {
  readonly #db: Database;
  readonly #vault: Vault;

  constructor(db: Database, vault: Vault) {
    this.#db = db;
    this.#vault = vault;
  }

  insert(session: string, settings: DestinationSettings & { url: string }, afterSeq: number): DestinationRow {
    const id = newId("dst");
    const now = new Date().toISOString();
    const { url, secret, level = "user", types, include_raw = false, enabled = true } = settings;
    this.#db.run(
      `INSERT INTO destinations (id, session, url, level, types, include_raw, enabled, sealed_secret,
       created_after_seq, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[
        id,
        session,
        url,
        level,
        types ? JSON.stringify(types) : null,
        Number(include_raw),
        Number(enabled),
      ],
      ...[secret === undefined ? null : this.#vault.seal(secret), afterSeq, now, now],
    );
    return this.get(session, id)!;
  }

  update(row: DestinationRow, settings: DestinationSettings): DestinationRow {
    const { url, secret, level, types, include_raw, enabled } = settings;
    this.#db.run(
      `UPDATE destinations SET url = ?, level = ?, types = ?, include_raw = ?, enabled = ?, sealed_secret = ?,
       updated_at = ? WHERE id = ?`,
      ...[url ?? row.url, level ?? row.level],
      types === undefined ? row.types : types && JSON.stringify(types),
      ...[Number(include_raw ?? row.include_raw), Number(enabled ?? row.enabled)],
      ...[
        secret === undefined ? row.sealed_secret : this.#vault.seal(secret),
        new Date().toISOString(),
        row.id,
      ],
    );
    return this.get(row.session, row.id)!;
  }

  /** Takes it out of every list; the records of its deliveries stay. */
  delete(id: string): void {
    this.#db.run("UPDATE destinations SET deleted = 1, enabled = 0, sealed_secret = NULL WHERE id = ?", id);
  }

  get(session: string, id: string): DestinationRow | undefined {
    return this.#db.get<DestinationRow>(
      `SELECT ${COLUMNS} FROM destinations WHERE session = ? AND id = ? AND deleted = 0`,
      ...[session, id],
    );
  }

  list(session: string): DestinationRow[] {
    return this.#db.all<DestinationRow>(
      `SELECT ${COLUMNS} FROM destinations WHERE session = ? AND deleted = 0 ORDER BY n`,
      session,
    );
  }

  /** The signing secret; null when there is none. */
  secret(row: DestinationRow): string | null {
    return row.sealed_secret === null ? null : this.#vault.open(row.sealed_secret);
  }
}
