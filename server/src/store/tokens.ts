import type { Database } from "./database.js";
import { newId, sha256 } from "./ids.js";

/** What a client token may do with its one session. */
export const SCOPES = ["read", "steer"] as const;

/** One of {@link SCOPES}. */
export type Scope = (typeof SCOPES)[number];

/** What a valid client token stands for. */
export interface Grant {
  session: string;
  scopes: readonly Scope[];
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** A token just made: the only time its text is known. */
export interface MintedToken extends Grant {
  token: string;
}

/** Client tokens: opaque random texts, of which only a hash is kept. */
export class TokenStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** @param ttl seconds until the token expires */
  mint(session: string, scopes: readonly Scope[], ttl: number): MintedToken {
    const token = newId("ct", 40);
    const expiresAt = Date.now() + ttl * 1000;
    this.#db.run(
      "INSERT INTO client_tokens (hash, session, scopes, expires_at) VALUES (?, ?, ?, ?)",
      ...[sha256(token), session, scopes.join(" "), expiresAt],
    );
    return { token, session, scopes, expiresAt };
  }

  /** What a token grants now; undefined when it is unknown or expired. */
  grant(token: string): Grant | undefined {
    const row = this.#db.get<{ session: string; scopes: string; expires_at: number }>(
      "SELECT session, scopes, expires_at FROM client_tokens WHERE hash = ? AND expires_at > ?",
      ...[sha256(token), Date.now()],
    );
    return (
      row && { session: row.session, scopes: row.scopes.split(" ") as Scope[], expiresAt: row.expires_at }
    );
  }

  /** Ends every token of a session now; returns how many. */
  expire(session: string): number {
    return this.#db.run(
      "UPDATE client_tokens SET expires_at = ? WHERE session = ? AND expires_at > ?",
      ...[Date.now(), session, Date.now()],
    );
  }

  /** Forgets the tokens that have expired. */
  prune(): void {
    this.#db.run("DELETE FROM client_tokens WHERE expires_at <= ?", Date.now());
  }
}
