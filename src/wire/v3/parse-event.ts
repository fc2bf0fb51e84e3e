import { SessionError } from "../errors.js";
import type { Actor, Level, SessionEvent } from "../events.js";

type Json = Readonly<Record<string, unknown>>;

const LEVELS: readonly string[] = ["user", "progress", "internal"];
const NO_BODY: Json = Object.freeze({});

/** Whether `value` is a JSON object: not null, not an array. */
export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `value` if it is a non-empty string, else null. */
export function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/**
 * A non-negative integer. The service's integers are database bigints and may arrive as decimal strings;
 * what a double cannot hold exactly is refused, for a cursor that is off by one loses an event.
 *
 * @returns null when `value` is no such integer.
 */
export function integer(value: unknown): number | null {
  const number = typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) && (number as number) >= 0 ? (number as number) : null;
}

function parseActor(value: unknown): Actor | null {
  if (!isObject(value)) return null;
  return { id: text(value.id), type: text(value.type) ?? "system", display: text(value.display) };
}

function parseBody(value: unknown): Json {
  if (isObject(value)) return value;
  return typeof value === "string" ? { text: value } : NO_BODY;
}

/**
 * Reads one event of the log. Tolerant by rule: any field but `id`, `seq` and `type` may be missing or odd.
 *
 * @throws {SessionError} code `protocol`, when those three cannot be read.
 */
export function parseEvent(value: unknown): SessionEvent {
  if (!isObject(value)) throw new SessionError("protocol", "An event is not a JSON object.");
  const id = text(value.id);
  const seq = integer(value.seq);
  const type = text(value.type);
  if (id === null || seq === null || type === null) {
    const missing = id === null ? "id" : seq === null ? "seq" : "type";
    throw new SessionError("protocol", `An event has no usable "${missing}".`);
  }
  return {
    id,
    seq,
    ts: text(value.ts),
    actor: parseActor(value.actor),
    type,
    level: LEVELS.includes(value.level as string) ? (value.level as Level) : "user",
    body: parseBody(value.body),
    turn_id: text(value.turn_id),
    source: text(value.source),
    refs: isObject(value.refs) ? value.refs : null,
    content_ref: text(value.content_ref),
    body_truncated: value.body_truncated === true,
    body_bytes: integer(value.body_bytes),
  };
}
