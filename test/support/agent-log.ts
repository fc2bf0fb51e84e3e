import type { Change } from "../../src/session/state/change.js";
import { parseEvent } from "../../src/wire/serverless/parse-event.js";
import { readEvent } from "../../src/wire/serverless/read-event.js";

/** A short form of an event of a serverless agent's log. */
export type AgentEvent = readonly [type: string, data?: unknown, turnId?: string | null];

/** The change after these events, which follow a seq, were read. */
export function broughtFrom(after: number, ...events: readonly AgentEvent[]): Change {
  return {
    type: "events",
    events: events.map(([type, data = {}, turnId = "t1"], index) => {
      const seq = after + index + 1;
      const timestamp = new Date(Date.UTC(2026, 10, 22, 10, 0, seq)).toISOString();
      return readEvent(parseEvent({ id: `e${seq}`, seq, timestamp, type, turnId, data }));
    }),
  };
}
