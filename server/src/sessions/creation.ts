import type { EventLog } from "../log/event-log.js";
import type { EventDraft, Level } from "../log/event.js";
import type { AgentRow, SessionRow } from "../store/schema/rows.js";
import type { DestinationSettings } from "../store/destinations.js";
import { newId, sha256 } from "../store/ids.js";
import type { AgentSnapshot, Limits } from "../store/sessions.js";
import type { Transaction } from "../store/store.js";

/** The content of a new session. */
export interface NewSession {
  agent: AgentRow;
  /** Overrides the agent's model. */
  model: string | undefined;
  /** Overrides the agent's limits. */
  limits: Limits | undefined;
  key: string | undefined;
  metadata: Record<string, unknown> | undefined;
  destinations: readonly (DestinationSettings & { url: string })[];
  /** The event of the first input. */
  input: EventDraft;
  /** Hash of the request, which distinguishes a repetition from a different request. */
  fingerprint: string;
}

/** The level of the webhook in the creating request: it receives all events. */
export const WEBHOOK_LEVEL: Level = "internal";

/** The agent of a new session. The session keeps this snapshot when the agent changes. */
export function snapshotOf(agent: AgentRow, model: string | undefined): AgentSnapshot {
  const { name, prompt, runtime, revision } = agent;
  return { name, prompt, prompt_hash: sha256(prompt), model: model ?? agent.model, runtime, revision };
}

/** Stores a session with its destinations and its first event. */
export async function createSession(tx: Transaction, log: EventLog, made: NewSession): Promise<SessionRow> {
  const id = newId("ses");
  await tx.sessions.insert({
    id,
    agent: made.agent.id,
    snapshot: JSON.stringify(snapshotOf(made.agent, made.model)),
    credential: made.agent.credential,
    limits: JSON.stringify({ ...(JSON.parse(made.agent.limits) as Limits), ...made.limits }),
    key: made.key ?? null,
    fingerprint: made.fingerprint,
    metadata: made.metadata === undefined ? null : JSON.stringify(made.metadata),
    created_at: new Date().toISOString(),
  });
  for (const destination of made.destinations) await tx.destinations.insert(id, destination, 0);
  await log.appendIn(tx, id, [made.input], true);
  return (await tx.sessions.get(id))!;
}
