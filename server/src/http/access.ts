import { createHash, timingSafeEqual } from "node:crypto";
import type { HttpBindings } from "@hono/node-server";
import type { Context, MiddlewareHandler } from "hono";
import type { Need } from "../contract/operation.js";
import type { SessionRow } from "../store/schema/rows.js";
import type { SessionStore } from "../store/sessions.js";
import type { Grant, TokenStore } from "../store/tokens.js";
import { ApiError, notFound } from "./errors.js";

/** The variables of a request that Hono's handlers read. */
export interface Env {
  Bindings: HttpBindings;
  Variables: {
    requestId: string;
    /** Set on every route below `/sessions/:id`. */
    session: SessionRow;
    /** The grant of the caller's client token; null if the caller has the org key. Set together with `session`. */
    grant: Grant | null;
  };
}

/** Authenticates the caller of a request and checks what it may do. */
export class Access {
  readonly #orgKey: string;
  readonly #tokens: TokenStore;
  readonly #sessions: SessionStore;

  constructor(orgKey: string, tokens: TokenStore, sessions: SessionStore) {
    this.#orgKey = orgKey;
    this.#tokens = tokens;
    this.#sessions = sessions;
  }

  /** For routes that belong to no session: requires the org key. */
  org(): MiddlewareHandler<Env> {
    return async (c, next) => {
      if ((await this.#caller(c, bearer(c))) !== null)
        throw forbidden("A client token cannot do this; use the org key.");
      await next();
    };
  }

  /**
   * For routes below `/sessions/:id`; sets `session` and `grant`. For a client token, the sessions of others do not
   * exist (404).
   *
   * @param streams whether the route can answer as an event stream. Only then is a token in the query accepted.
   */
  session(need: Need, streams: boolean): MiddlewareHandler<Env, "/sessions/:id"> {
    return async (c, next) => {
      const credential = bearer(c) ?? (streams ? streamToken(c) : null);
      const id = c.req.param("id");
      const { grant, session } = await this.#enter(c, credential, id);
      if (grant !== null && grant.session !== id) throw notFound("session");
      if (grant !== null && (need === "org" || !grant.scopes.includes(need))) {
        throw forbidden(
          need === "org"
            ? "A client token cannot do this; use the org key."
            : `This client token does not have the scope "${need}".`,
        );
      }
      if (session === undefined) throw notFound("session");
      c.set("session", session);
      c.set("grant", grant);
      await next();
    };
  }

  /** The grant of a client token, or null for the org key. */
  async #caller(c: Context<Env>, credential: string | null): Promise<Grant | null> {
    if (this.#isOrg(credential)) return null;
    const grant = credential === null ? undefined : await this.#tokens.grant(credential);
    return grant ?? this.#refuse(c, credential);
  }

  /** Like {@link #caller}, with the session: that of the client token or, with the org key, the requested one. */
  async #enter(
    c: Context<Env>,
    credential: string | null,
    id: string,
  ): Promise<{ grant: Grant | null; session: SessionRow | undefined }> {
    if (this.#isOrg(credential)) return { grant: null, session: await this.#sessions.get(id) };
    const granted = credential === null ? undefined : await this.#tokens.grantWithSession(credential);
    return granted ?? this.#refuse(c, credential);
  }

  #isOrg(credential: string | null): boolean {
    return credential !== null && sameText(credential, this.#orgKey);
  }

  #refuse(c: Context<Env>, credential: string | null): never {
    c.header("WWW-Authenticate", "Bearer");
    throw new ApiError(
      401,
      "unauthorized",
      credential === null ? "No credential was sent." : "The credential is unknown or has expired.",
    );
  }
}

function bearer(c: Context<Env>): string | null {
  return /^Bearer +(\S+) *$/i.exec(c.req.header("Authorization") ?? "")?.[1] ?? null;
}

/** The token of a native `EventSource`, which cannot send headers. The org key is never accepted in a URL. */
function streamToken(c: Context<Env>): string | null {
  const token = c.req.query("stream") === "sse" ? c.req.query("token") : undefined;
  return token?.startsWith("ct_") ? token : null;
}

function forbidden(message: string): ApiError {
  return new ApiError(403, "forbidden", message);
}

/** Compares two texts in constant time. */
export function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
