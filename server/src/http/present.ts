import type { z } from "zod";
import type { agent } from "../contract/agents.js";
import type { credential } from "../contract/credentials.js";
import type { delivery } from "../contract/deliveries.js";
import type { destination } from "../contract/destinations.js";
import type { session } from "../contract/sessions.js";
import type { turn } from "../contract/turns.js";
import type { Usage } from "../runtimes/runtime.js";
import { sha256 } from "../store/ids.js";
import type {
  AgentRow,
  CredentialRow,
  DeliveryRow,
  DestinationRow,
  SessionRow,
  TurnRow,
} from "../store/schema/rows.js";
import type { AgentSnapshot, Limits } from "../store/sessions.js";

/** An agent in an answer. */
export function presentAgent(row: AgentRow): z.output<typeof agent> {
  return {
    id: row.id,
    name: row.name,
    prompt: row.prompt,
    prompt_hash: sha256(row.prompt),
    model: row.model,
    runtime: row.runtime,
    revision: row.revision,
    credential_id: row.credential,
    limits: JSON.parse(row.limits) as Limits,
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}

/** A session in an answer. */
export function presentSession(row: SessionRow, last: TurnRow | undefined): z.output<typeof session> {
  const { prompt_hash, model, runtime, revision } = JSON.parse(row.snapshot) as AgentSnapshot;
  return {
    id: row.id,
    status: row.status,
    head: row.head,
    input_cursor: row.input_cursor,
    agent_id: row.agent,
    agent_snapshot: { prompt_hash, model, runtime, revision },
    credential_id: row.credential,
    limits: JSON.parse(row.limits) as Limits,
    metadata: row.metadata === null ? null : (JSON.parse(row.metadata) as Record<string, unknown>),
    key: row.key,
    last_turn: last ? presentTurn(last) : null,
    created_at: row.created_at,
  };
}

/** A turn in an answer. */
export function presentTurn(row: TurnRow): z.output<typeof turn> {
  return {
    id: row.id,
    state: row.state,
    outcome: row.outcome,
    yield_reason: row.outcome,
    input_from_seq: row.input_from_seq,
    input_to_seq: row.input_to_seq,
    result_event_id: row.result_event,
    error: row.error === null ? null : (JSON.parse(row.error) as { code: string; message: string }),
    usage: row.usage === null ? null : (JSON.parse(row.usage) as Usage),
    started_at: row.started_at,
    completed_at: row.completed_at,
  };
}

/** A credential in an answer, without the key. */
export function presentCredential(row: CredentialRow): z.output<typeof credential> {
  return {
    id: row.id,
    provider: row.provider,
    name: row.name,
    last4: row.last4,
    is_default: row.is_default === 1,
    created_at: row.created_at,
  };
}

/** A destination in an answer, without the secret. */
export function presentDestination(row: DestinationRow): z.output<typeof destination> {
  return {
    id: row.id,
    session: row.session,
    kind: "webhook",
    url: row.url,
    level: row.level,
    types: row.types === null ? null : (JSON.parse(row.types) as string[]),
    include_raw: row.include_raw === 1,
    enabled: row.enabled === 1,
    has_secret: row.sealed_secret !== null,
    created_after_seq: row.created_after_seq,
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}

/** A delivery in an answer. */
export function presentDelivery(row: DeliveryRow): z.output<typeof delivery> {
  return {
    id: row.id,
    session: row.session,
    destination: row.destination,
    event_id: row.event,
    event_seq: row.event_seq,
    status: row.status,
    attempts: row.attempts,
    last_attempt_at: row.last_attempt_at,
    response_code: row.response_code,
    error: row.error,
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}
