/** Who may see an event: each level also shows the ones before it. */
export const LEVELS = ["user", "progress", "internal"] as const;

/** One of {@link LEVELS}. */
export type Level = (typeof LEVELS)[number];

/** Who did what an event tells. */
export interface Actor {
  id?: string;
  type: "human" | "agent" | "system" | "trigger";
  display?: string;
}

/** An event before the log gave it an id, a seq and a time. */
export interface EventDraft {
  /** Such as `agent.message`. */
  type: string;
  /** Any JSON object; over 32 KB it is stored apart and named by the event's `content_ref`. */
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

/** An event as the log keeps it: as it is sent, and the columns that reads filter by. */
export interface StoredEvent extends SentEvent {
  id: string;
  /** Index of its level in {@link LEVELS}. */
  rank: number;
  type: string;
  turn: string | null;
}

/** What a reader wants to see of a log. */
export interface EventFilter {
  /** Greatest rank shown; see {@link StoredEvent.rank}. */
  rank: number;
  /** An exact type, or a prefix that ends in `.*`. */
  type: string | null;
  turn: string | null;
}

/** Whether a type is meant by a pattern: the exact type, or `prefix.*`. */
export function typeMatches(type: string, pattern: string): boolean {
  return pattern.endsWith(".*") ? type.startsWith(pattern.slice(0, -1)) : type === pattern;
}

/** Whether a filter lets an event through. */
export function passes(event: StoredEvent, filter: EventFilter): boolean {
  return (
    event.rank <= filter.rank &&
    (filter.type === null || typeMatches(event.type, filter.type)) &&
    (filter.turn === null || event.turn === filter.turn)
  );
}
