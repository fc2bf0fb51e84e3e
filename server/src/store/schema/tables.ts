import type { Generated } from "kysely";
import type { AgentRow, CredentialRow, DeliveryRow, DestinationRow, SessionRow, TurnRow } from "./rows.js";

/** A table whose `n`, the order of creation, the database generates. */
type Numbered<Row extends { n: number }> = Omit<Row, "n"> & { n: Generated<number> };

/** One event of a log. */
interface EventTable {
  /** The session's `n`. */
  session: number;
  seq: number;
  id: string;
  /** Index of its level in `LEVELS`. */
  rank: number;
  type: string;
  turn: string | null;
  /** 1 if it is a message for the session's agent. */
  input: number;
  json: string;
}

/** A value as JSON, beside the columns that queries need. */
interface JsonTable {
  n: Generated<number>;
  id: string;
  session: string;
  json: string;
}

/** All tables, as types for the query builder. JSON columns are text; booleans are 0 and 1. */
export interface Schema {
  agents: Numbered<AgentRow>;
  client_tokens: { hash: string; session: string; scopes: string; expires_at: number };
  contents: { event: string; content: string };
  credentials: Numbered<CredentialRow> & { sealed_key: string };
  deliveries: Numbered<DeliveryRow>;
  /** `sender` is the process that is sending to it. */
  destinations: Numbered<DestinationRow> & { deleted: Generated<number>; sender: Generated<string | null> };
  /** `session` is null for documents of the serverless API. */
  documents: { id: string; content_type: string; content: string; session: string | null };
  events: EventTable;
  idempotent_creations: { key: string; session: string; fingerprint: string };
  /** `alive_until` is in milliseconds since 1970, by the engine's clock. */
  processes: { id: string; alive_until: number };
  settings: { name: string; value: string };
  idempotent_messages: { session: string; key: string; seq: number };
  serverless_events: { session: string; seq: number; type: string; json: string };
  serverless_held: JsonTable & { state: string };
  serverless_keys: {
    session: string;
    key: string;
    fingerprint: string;
    turn: string | null;
    held: string | null;
  };
  serverless_sessions: Omit<JsonTable, "session"> & {
    agent: string;
    deployment: string;
    environment: string;
    status: string;
    external_reference: string | null;
    creation_key: string | null;
    /** The process that runs its turn, or was the last to do so. */
    owner: Generated<string | null>;
    created_at: string;
    updated_at: string;
  };
  serverless_turns: JsonTable & { status: string };
  /**
   * `woken_at` is the time of the oldest message for which the agent has not been woken, null if there is none;
   * `active_at` is the time of the last event. Both in milliseconds since 1970, by the engine's clock.
   */
  sessions: Omit<Numbered<SessionRow>, "has_destinations"> & {
    woken_at: Generated<number | null>;
    active_at: Generated<number>;
    has_destinations: Generated<number>;
  };
  /** `owner` is the process that runs the turn. */
  turns: Numbered<TurnRow> & { owner: Generated<string | null> };
}
