/*
 * The events of a log, as hosts are told of them.
 */
/** Whom an event is meant for. A read at `progress` has the events of `user` too, a read at `internal` has all. */
export type Level = "user" | "progress" | "internal";

/** Who caused an event. */
export interface Actor {
  readonly id: string | null;
  /** `human`, `agent`, `system`, or a word of a newer service. */
  readonly type: string;
  /** The name to show; null where the service knows none. */
  readonly display: string | null;
}

/**
 * One event of the log of a session, with the field names of the v3 API: `Event` in `dist/agents/types.d.ts` of
 * `@opencomputer/sdk` 1.1.1. `id`, `seq` and `type` are always given. Any other field may be missing on the wire.
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
  /** The fields of the event's type; `{}` when missing, `{ text }` where the wire has a string. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The turn that the event belongs to; null when the event names none. */
  readonly turn_id: string | null;
  /** The service that sent the event, such as `github`; null when missing. */
  readonly source: string | null;
  /** What the sender put beside the words of a message; null when missing. */
  readonly refs: Readonly<Record<string, unknown>> | null;
  /** Not null: the body is over 32 KB, and the whole of it is read from `/sessions/:id/events/:eventId/content`. */
  readonly content_ref: string | null;
  /** Whether `body` is only a part of the whole body. */
  readonly body_truncated: boolean;
  /** The size of the whole body in bytes; null when missing. */
  readonly body_bytes: number | null;
}
