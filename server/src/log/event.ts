/** The visibility of an event; each level also shows the events of the levels before it. */
export const LEVELS = ["user", "progress", "internal"] as const;

/** One of {@link LEVELS}. */
export type Level = (typeof LEVELS)[number];

/** Who caused an event. */
export interface Actor {
  id?: string;
  type: "human" | "agent" | "system" | "trigger";
  display?: string;
}

/** An event before the log assigned its id, seq and time. */
export interface EventDraft {
  /** For example `agent.message`. */
  type: string;
  /** Any JSON object; a body over 32 KB is stored separately, and the event's `content_ref` names it. */
  body: Record<string, unknown>;
  /** Default `user`. */
  level?: Level;
  /** Default `{ type: "system" }`. */
  actor?: Actor;
  turn_id?: string;
  source?: string;
  refs?: Record<string, unknown>;
  /** ISO time; default now. */
  ts?: string;
}

/** An event as it is sent. */
export interface SentEvent {
  seq: number;
  json: string;
}

/** An event as the log stores it: the JSON that is sent, and the columns by which reads filter. */
export interface StoredEvent extends SentEvent {
  id: string;
  /** Index of its level in {@link LEVELS}. */
  rank: number;
  type: string;
  turn: string | null;
}

/** Which events of a log a reader wants. */
export interface EventFilter {
  /** The highest rank to show; see {@link StoredEvent.rank}. */
  rank: number;
  /** An exact type, or a prefix that ends in `.*`. */
  type: string | null;
  turn: string | null;
}

/** Whether a pattern (an exact type or `prefix.*`) matches a type. */
export function typeMatches(type: string, pattern: string): boolean {
  return pattern.endsWith(".*") ? type.startsWith(pattern.slice(0, -1)) : type === pattern;
}

/** Whether an event matches a filter. */
export function passes(event: StoredEvent, filter: EventFilter): boolean {
  return (
    event.rank <= filter.rank &&
    (filter.type === null || typeMatches(event.type, filter.type)) &&
    (filter.turn === null || event.turn === filter.turn)
  );
}
