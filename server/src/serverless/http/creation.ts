import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { Services } from "../../services.js";
import { snapshotOf } from "../../sessions/creation.js";
import type { AgentRow } from "../../store/schema/rows.js";
import { canonicalJson, sha256 } from "../../store/ids.js";
import { open } from "../sessions/lifecycle.js";
import { Refusal } from "../sessions/refusal.js";
import type { Session } from "../sessions/session.js";
import type { sessionBody } from "./input.js";

/** The deployment environments. All agents of this server are deployed in each. */
const ENVIRONMENTS = ["development", "production", "default"];

type SessionBody = z.output<typeof sessionBody>;

/**
 * The session of a request: a new one, or the one that its key has created before. A repeated request costs nothing, so
 * neither the lack of credits nor a newer deployment refuses it.
 *
 * @throws Refusal if the key was used for another request, the agent does not exist, or there are no credits
 */
export async function createOnce(
  { agents, serverless }: Services,
  body: SessionBody,
  key: string | null,
): Promise<{ session: Session; isNew: boolean }> {
  const [name = "", suffix] = (body.agentId ?? "").split("@");
  const environment = body.environment ?? suffix ?? "production";
  if (!ENVIRONMENTS.includes(environment)) throw new Refusal("invalid_environment");
  const agent = await agentOf(agents, body.deploymentId, name);
  const deploymentId = deploymentOf(agent);
  const externalReference = body.externalReference ?? null;
  const memory = body.memory ?? [];
  const request = { agent: agent.id, deployment: body.deploymentId ?? null, environment, externalReference };
  const now = new Date().toISOString();
  const session: Session = {
    id: randomUUID(),
    agentId: agent.name,
    deploymentId,
    environment,
    source: body.source,
    externalReference,
    snapshot: snapshotOf(agent, undefined),
    credential: agent.credential,
    fingerprint: sha256(canonicalJson({ ...request, memory })),
    createdAt: now,
    updatedAt: now,
    status: "new",
    labels: body.labels,
    question: null,
    dismissed: null,
    result: null,
    stoppingSince: null,
    revision: 0,
    head: 0,
  };
  const made = await serverless.store.create(session, key, (change) => {
    if ((body.deploymentId ?? deploymentId) !== deploymentId) throw new Refusal("deployment_not_found");
    if (!serverless.hasCredits) throw new Refusal("insufficient_credits");
    open(change);
  });
  if (made.session.fingerprint !== session.fingerprint) throw new Refusal("idempotency_conflict");
  return made;
}

/** The id depends on the agent and its prompt, as in the service. */
function deploymentOf({ name, prompt, model, revision }: AgentRow): string {
  return `${name}:${sha256(canonicalJson({ prompt, model, revision }))}`;
}

/** The agent of a deployment, or with a name or id. */
async function agentOf(
  agents: Services["agents"],
  deployment: string | undefined,
  name: string,
): Promise<AgentRow> {
  const asked = deployment === undefined ? name : deployment.slice(0, deployment.lastIndexOf(":"));
  const agent = (await agents.get(asked)) ?? (await agents.named(asked));
  if (agent === undefined) throw new Refusal("deployment_not_found");
  return agent;
}
