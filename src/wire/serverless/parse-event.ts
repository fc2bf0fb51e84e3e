/*
 * The events of a serverless agent: docs/agents/events.mdx in https://github.com/diggerhq/opencomputer
 */
import { SessionError } from "../errors.js";
import type { Level, SessionEvent } from "../events.js";
import { integer, isObject, text } from "../json.js";

/** Event types of level `user`. */
const USER = /^(?:message|turn|question|session)\./;
/** Event types of level `progress`. */
const PROGRESS = /^(?:tool|reasoning)\./;
const NO_DATA: SessionEvent["body"] = Object.freeze({});

/** The level of an event type. The service has no levels for serverless agents. */
export function levelOf(type: string): Level {
  if (USER.test(type)) return "user";
  return PROGRESS.test(type) ? "progress" : "internal";
}

/**
 * Whether an event has the instructions of the agent. No page shows them, even where the routes of a host pass them
 * on.
 */
export function isSecret({ type }: SessionEvent): boolean {
  return type === "agent.rendered";
}

/**
 * Reads one event of the log. Any field but `seq` and `type` may be missing.
 *
 * @throws {SessionError} code `protocol`, when one of the two cannot be read.
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
