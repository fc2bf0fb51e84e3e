import type { DatabaseError } from "pg";
import { PostedBefore, StoreUnavailable, UnstorableText } from "../errors.js";

/**
 * SQLSTATE classes and codes of temporary failures: connections, rollbacks, resources, operators' interventions and
 * timeouts, and a primary that has become read-only in a failover.
 */
const TEMPORARY_STATES = /^(08|25006|25P0[34]|40|53|55P03|57|58030)/;

/** Error codes of a failed connection. The name of a database that is being replaced may not resolve for a while. */
const TEMPORARY_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ENOENT",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
]);

/** Messages of temporary failures that the client reports without a code. */
const TEMPORARY_MESSAGES =
  /connection (terminated|ended)|timeout exceeded|read timeout|not queryable|closed/i;

/** SQLSTATE of a text that contains the character NUL. */
const NUL_IN_TEXT = "22021";

/** SQLSTATE of a duplicate key, and the name of the constraint on idempotency keys. */
const UNIQUE_VIOLATION = "23505";
const MESSAGE_KEYS = "idempotent_messages_pkey";

/** The store's error for an error of the client; the same error if the store has none for it. */
export function storeError(cause: unknown): unknown {
  const { code = "", message = "", constraint } = cause as Partial<DatabaseError>;
  if (code === UNIQUE_VIOLATION && constraint === MESSAGE_KEYS) return new PostedBefore();
  if (code === NUL_IN_TEXT) return new UnstorableText("A text contains the NUL character.", { cause });
  const isTemporary =
    TEMPORARY_CODES.has(code) ||
    TEMPORARY_STATES.test(code) ||
    (code === "" && TEMPORARY_MESSAGES.test(message));
  return isTemporary ? new StoreUnavailable("The database does not answer.", { cause }) : cause;
}
