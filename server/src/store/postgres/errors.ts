import type { DatabaseError } from "pg";
import { PostedBefore, StoreUnavailable, UnstorableText } from "../errors.js";

/** SQLSTATE classes and codes of a server that goes, comes or is full: connections, resources, interventions. */
const PASSING_STATES = /^(08|53|57P|40)/;

/** Codes of a connection that failed. The name of a database that is being replaced may lead nowhere for a while. */
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

/** SQLSTATE of a text that holds the character NUL. */
const NUL_IN_TEXT = "22021";

/** SQLSTATE of a key that is there already, and the one that names an earlier message. */
const UNIQUE_VIOLATION = "23505";
const MESSAGE_KEYS = "idempotent_messages_pkey";

/** What callers are to make of a failure of the client: one of the store's errors where that fits, else itself. */
export function storeError(cause: unknown): unknown {
  const { code = "", message = "", constraint } = cause as Partial<DatabaseError>;
  if (code === UNIQUE_VIOLATION && constraint === MESSAGE_KEYS) return new PostedBefore();
  if (code === NUL_IN_TEXT) return new UnstorableText("A text holds the character NUL.", { cause });
  const isPassing =
    PASSING_CODES.has(code) || PASSING_STATES.test(code) || (code === "" && PASSING_MESSAGES.test(message));
  return isPassing ? new StoreUnavailable("The database does not answer.", { cause }) : cause;
}
