/** How far an event is meant to travel. Cumulative on reads: `user` ⊂ `progress` ⊂ `internal`. */
export type Level = "user" | "progress" | "internal";

/** Who caused an event. */
export interface Actor {
  readonly id: string | null;
  /** `human`, `agent`, `system`, or a word a newer service may use. */
  readonly type: string;
  /** A name to show, where the service knows one. */
  readonly display: string | null;
}

/**
 * One event of a session's log, with the service's own names. Only `id`, `seq` and `type` are certain on the
 * wire; everything else has a neutral value when it was missing.
 */
export interface SessionEvent {
  readonly id: string;
  /** Grows strictly within a session; gaps are normal under a level filter. */
  readonly seq: number;
  /** When it was appended, ISO 8601; null when missing. */
  readonly ts: string | null;
  readonly actor: Actor | null;
  readonly type: string;
  readonly level: Level;
  /** The type's own fields; `{}` when missing, `{ text }` when the wire had a bare string. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly turn_id: string | null;
  readonly source: string | null;
  readonly refs: Readonly<Record<string, unknown>> | null;
  /** Set when the body was too large for the log: the whole is read from `…/events/:id/content`. */
  readonly content_ref: string | null;
  readonly body_truncated: boolean;
  readonly body_bytes: number | null;
}
