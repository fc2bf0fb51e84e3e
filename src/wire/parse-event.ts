import { SessionError } from "./errors.js";
import type { Actor, Level, SessionEvent } from "./events.js";
import { integer, isObject, text } from "./json.js";

type Json = Readonly<Record<string, unknown>>;

const LEVELS: readonly unknown[] = ["user", "progress", "internal"];
const NO_BODY: Json = Object.freeze({});

/** Whether `value` is the name of a level. */
function isLevel(value: unknown): value is Level {
  return LEVELS.includes(value);
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
 * Reads one event of the log. Any field but `id`, `seq` and `type` may be missing or of another type than expected.
 *
 * @throws {SessionError} code `protocol`, when one of the three cannot be read.
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
    level: isLevel(value.level) ? value.level : "user",
    body: parseBody(value.body),
    turn_id: text(value.turn_id),
    source: text(value.source),
    refs: isObject(value.refs) ? value.refs : null,
    content_ref: text(value.content_ref),
    body_truncated: value.body_truncated === true,
    body_bytes: integer(value.body_bytes),
  };
}
