import type { Level } from "../../log/event.js";

/** An agent as stored; `limits` is JSON text. */
export interface AgentRow {
  n: number;
  id: string;
  name: string;
  prompt: string;
  /** `provider/model`. */
  model: string;
  runtime: string;
  /** Credential id, `managed`, or null for the org's default. */
  credential: string | null;
  limits: string;
  revision: number;
  created_at: string;
  updated_at: string;
}

/** The public part of a provider key. */
export interface CredentialRow {
  n: number;
  id: string;
  provider: string;
  name: string | null;
  last4: string;
  /** 1 if sessions without their own credential use it. */
  is_default: 0 | 1;
  created_at: string;
}

/** The statuses of a session; an `archived` one is read-only. */
export const STATUSES = ["queued", "running", "awaiting_input", "idle", "failed", "archived"] as const;

/** One of {@link STATUSES}. */
export type Status = (typeof STATUSES)[number];

/** A session as stored; JSON columns are still text. */
export interface SessionRow {
  n: number;
  id: string;
  agent: string;
  status: Status;
  /** Seq of the last event; 0 if there is none. */
  head: number;
  /** Seq of the last message that a turn has consumed. */
  input_cursor: number;
  /** JSON of an {@link AgentSnapshot}. */
  snapshot: string;
  /** Credential id, `managed`, or null for the org's default. */
  credential: string | null;
  /** JSON of {@link Limits}. */
  limits: string;
  key: string | null;
  /** Hash of the creating request, which distinguishes a repeated request from a different one. */
  fingerprint: string;
  /** JSON object, or null. */
  metadata: string | null;
  tokens_used: number;
  created_at: string;
  /** 0 if it never had any. */
  has_destinations: number;
}

/** How a turn ended, as on the wire. */
export const OUTCOMES = [
  ...(["completed", "needs_input", "error"] as const),
  ...(["budget_exceeded", "deadline_exceeded", "max_turns", "canceled"] as const),
] as const;

/** One of {@link OUTCOMES}. */
export type Outcome = (typeof OUTCOMES)[number];

/** A turn as stored; JSON columns are still text. */
export interface TurnRow {
  n: number;
  id: string;
  session: string;
  state: "running" | "ok" | "error";
  outcome: Outcome | null;
  /** Seqs of the first and last message that the turn has consumed. */
  input_from_seq: number;
  input_to_seq: number;
  /** Id of the event that contains the answer. */
  result_event: string | null;
  /** JSON of `{ code, message }`, or null. */
  error: string | null;
  /** JSON of `{ input_tokens, output_tokens }`, or null. */
  usage: string | null;
  started_at: string;
  completed_at: string | null;
}

/** A webhook destination of a session, as stored. */
export interface DestinationRow {
  n: number;
  id: string;
  session: string;
  url: string;
  level: Level;
  /** JSON array of types and `prefix.*`, or null for all. */
  types: string | null;
  include_raw: 0 | 1;
  /** 0 if its deliveries are held. */
  enabled: 0 | 1;
  sealed_secret: string | null;
  /** Only events after this seq are delivered. */
  created_after_seq: number;
  created_at: string;
  updated_at: string;
}

/** The statuses of a delivery: `failed` ones are retried, `dead_letter` ones only on request. */
export const DELIVERY_STATUSES = ["pending", "delivering", "delivered", "failed", "dead_letter"] as const;

/** One of {@link DELIVERY_STATUSES}. */
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** The delivery of one event to one destination, as stored. */
export interface DeliveryRow {
  n: number;
  id: string;
  session: string;
  destination: string;
  /** Id of the event. */
  event: string;
  event_seq: number;
  status: DeliveryStatus;
  /** Attempts so far, including those before redeliveries. */
  attempts: number;
  /** Attempts left before it becomes a dead letter. */
  tries_left: number;
  /** Milliseconds since 1970 of the next attempt; {@link HELD} while its destination is paused. */
  due_at: number;
  last_attempt_at: string | null;
  response_code: number | null;
  error: string | null;
  created_at: string;
  updated_at: string;
}
