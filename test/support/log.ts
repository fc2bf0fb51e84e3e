import type { SessionEvent } from "../../src/wire/events.js";
import type { Change } from "../../src/session/state/change.js";
import { parseEvent } from "../../src/wire/parse-event.js";
import { readEvent } from "../../src/wire/v3/read-event.js";

/** The fields of an event that a test sets; the others have defaults. */
export type EventSketch = { seq: number; type: string } & Partial<Omit<SessionEvent, "seq" | "type">>;

/** An event as the wire returns it. */
export function event(sketch: EventSketch): SessionEvent {
  return parseEvent({ id: `evt_${sketch.seq}`, ts: "2026-11-22T10:00:00Z", level: "user", ...sketch });
}

/** A person's message. */
export function userMessage(seq: number, text: string, more: Partial<SessionEvent> = {}): SessionEvent {
  return event({
    seq,
    type: "user.message",
    actor: { id: null, type: "human", display: null },
    body: { text },
    ...more,
  });
}

/** An agent's answer; at level `progress`, a narration. */
export function agentMessage(seq: number, text: string, more: Partial<SessionEvent> = {}): SessionEvent {
  return event({
    seq,
    type: "agent.message",
    actor: { id: null, type: "agent", display: null },
    body: { text },
    ...more,
  });
}

/** A turn's end. */
export function turnCompleted(seq: number, body: Record<string, unknown> = {}): SessionEvent {
  return event({
    seq,
    type: "turn.completed",
    body: { turn_id: `trn_${seq}`, outcome: "completed", ...body },
  });
}

/** The change after these events of v3 were read. */
export function brought(events: readonly SessionEvent[]): Change {
  return { type: "events", events: events.map(readEvent) };
}

/**
 * The log of a serverless agent with the same messages and ends of turns; an event of another type keeps its type. Each
 * message of a person begins a turn; a narration is a step of it. A message of the agent between two turns is a separate
 * turn.
 */
export function agentEvents(log: readonly SessionEvent[]) {
  let open: string | null = null;
  return log.map(({ id, seq, ts, type, level, body: { text, ...more } }) => {
    if (type === "user.message") open = `turn_${seq}`;
    const turnId: string = open ?? `turn_${seq}`;
    const translated = (type: string, data: object) => ({ id, seq, timestamp: ts, turnId, type, data });
    if (type === "user.message") return translated("message.received", { input: text });
    if (type === "turn.completed") {
      open = null;
      return translated(type, {});
    }
    if (type !== "agent.message") return translated(type, more);
    return translated(level === "user" ? "message.completed" : "reasoning.completed", { ...more, text });
  });
}

/** An event as a frame of an event stream. */
export function frame(value: { seq: number }): string {
  return `id: ${value.seq}\ndata: ${JSON.stringify(value)}\n\n`;
}
