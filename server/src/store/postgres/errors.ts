import type { DatabaseError } from "pg";
import { PostedBefore, StoreUnavailable, UnstorableText } from "../errors.js";

/** SQLSTATE classes and codes of temporary failures: connections, resources, interventions, rollbacks. */
const PASSING_STATES = /^(08|53|57P|40)/;

/** Error codes of a failed connection. The name of a database that is being replaced may not resolve for a while. */
const PASSING_CODES = new Set([
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

const PASSING_MESSAGES = /connection (terminated|ended)|timeout exceeded|not queryable|closed/i;

/** SQLSTATE of a text that contains the character NUL. */
const NUL_IN_TEXT = "22021";

/** SQLSTATE of a duplicate key, and the name of the constraint on idempotency keys. */
const UNIQUE_VIOLATION = "23505";
const MESSAGE_KEYS = "idempotent_messages_pkey";

/** The store's error for an error of the client, if there is one; else the error itself. */
export function storeError(cause: unknown): unknown {
  const { code = "", message = "", constraint } = cause as Partial<DatabaseError>;
  if (code === UNIQUE_VIOLATION && constraint === MESSAGE_KEYS) return new PostedBefore();
  if (code === NUL_IN_TEXT) return new UnstorableText("A text contains the NUL character.", { cause });
  const isPassing =
    PASSING_CODES.has(code) || PASSING_STATES.test(code) || (code === "" && PASSING_MESSAGES.test(message));
  return isPassing ? new StoreUnavailable("The database does not answer.", { cause }) : cause;
}
