import { SessionError } from "../errors.js";
import type { Level, SessionEvent } from "../events.js";
import { integer, isObject, text } from "../json.js";

/** What a person is to see at every level. */
const USER = /^(?:message|turn|question|session)\./;
/** What shows how the agent works. */
const PROGRESS = /^(?:tool|reasoning)\./;
const NO_DATA: SessionEvent["body"] = Object.freeze({});

/** The dialect has no levels: this is how far an event is meant to travel. */
export function levelOf(type: string): Level {
  if (USER.test(type)) return "user";
  return PROGRESS.test(type) ? "progress" : "internal";
}

/** Types that no page is to have, whatever a host's routes let through: the agent's instructions. */
export function isSecret({ type }: SessionEvent): boolean {
  return type === "agent.rendered";
}

/**
 * Reads one event of the log. Only `seq` and `type` are certain.
 *
 * @throws {SessionError} code `protocol`, when those cannot be read.
 */
export function parseEvent(value: unknown): SessionEvent {
  if (!isObject(value)) throw new SessionError("protocol", "An event is not a JSON object.");
  const seq = integer(value.seq);
  const type = text(value.type);
  if (seq === null || type === null) {
    throw new SessionError("protocol", `An event has no usable "${seq === null ? "seq" : "type"}".`);
  }
  return {
    id: text(value.id) ?? `seq:${seq}`,
    seq,
    ts: text(value.timestamp),
    actor: null,
    type,
    level: levelOf(type),
    body: isObject(value.data) ? value.data : NO_DATA,
    turn_id: text(value.turnId),
    source: null,
    refs: null,
    content_ref: null,
    body_truncated: false,
    body_bytes: null,
  };
}
