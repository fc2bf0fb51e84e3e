import type { Kysely } from "kysely";
import { newId, sha256 } from "./ids.js";
import type { SessionRow } from "./schema/rows.js";
import { SESSION_COLUMNS } from "./sessions.js";
import type { Schema } from "./schema/tables.js";

/** What a client token may do with its one session. */
export const SCOPES = ["read", "steer"] as const;

/** One of {@link SCOPES}. */
export type Scope = (typeof SCOPES)[number];

/** The rights of a valid client token. */
export interface Grant {
  /** Hash of the token. */
  hash: string;
  session: string;
  scopes: readonly Scope[];
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** A new token; its text is not stored. */
export interface MintedToken extends Grant {
  token: string;
}

/** Client tokens: opaque random texts, of which only a hash is stored. */
export class TokenStore {
  readonly #db: Kysely<Schema>;

  constructor(db: Kysely<Schema>) {
    this.#db = db;
  }

  async mint(session: string, scopes: readonly Scope[], ttlSeconds: number): Promise<MintedToken> {
    const token = newId("ct", 40);
    const hash = sha256(token);
    const expiresAt = Date.now() + ttlSeconds * 1000;
    await this.#db
      .insertInto("client_tokens")
      .values({ hash, session, scopes: scopes.join(" "), expires_at: expiresAt })
      .execute();
    return { token, hash, session, scopes, expiresAt };
  }

  /** The grant of a token; undefined if it is unknown or expired. */
  async grant(token: string): Promise<Grant | undefined> {
    const row = await this.#db
      .selectFrom("client_tokens")
      .select(["hash", "session", "scopes", "expires_at"])
      .where("hash", "=", sha256(token))
      .where("expires_at", ">", Date.now())
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const { hash, session, scopes, expires_at } = row;
    return { hash, session, scopes: scopes.split(" ") as Scope[], expiresAt: expires_at };
  }

  /** The grant of a token with its session; undefined if it is unknown or expired. */
  async grantWithSession(token: string): Promise<{ grant: Grant; session: SessionRow } | undefined> {
    const row = await this.#db
      .selectFrom("client_tokens")
      .innerJoin("sessions", "sessions.id", "client_tokens.session")
      .select(SESSION_COLUMNS.map((column) => `sessions.${column}` as const))
      .select(["client_tokens.hash", "client_tokens.scopes", "client_tokens.expires_at"])
      .where("client_tokens.hash", "=", sha256(token))
      .where("client_tokens.expires_at", ">", Date.now())
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const { hash, scopes, expires_at, ...session } = row;
    return {
      grant: { hash, session: session.id, scopes: scopes.split(" ") as Scope[], expiresAt: expires_at },
      session,
    };
  }

  /** The hashes of those tokens that are still valid. */
  async valid(hashes: readonly string[]): Promise<Set<string>> {
    const rows = await this.#db
      .selectFrom("client_tokens")
      .select("hash")
      .where("hash", "in", hashes)
      .where("expires_at", ">", Date.now())
      .execute();
    return new Set(rows.map(({ hash }) => hash));
  }

  /** Expires every token of a session now; resolves with their number. */
  async expire(session: string): Promise<number> {
    const { numUpdatedRows } = await this.#db
      .updateTable("client_tokens")
      .set({ expires_at: Date.now() })
      .where("session", "=", session)
      .where("expires_at", ">", Date.now())
      .executeTakeFirst();
    return Number(numUpdatedRows);
  }

  /** Deletes expired tokens. */
  async prune(): Promise<void> {
    await this.#db.deleteFrom("client_tokens").where("expires_at", "<=", Date.now()).execute();
  }
}
