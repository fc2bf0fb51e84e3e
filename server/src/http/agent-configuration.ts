import type { z } from "zod";
import type { agentChanges, newAgent } from "../contract/agents.js";
import { canDrive, isRuntime, providerOf } from "../runtimes/models.js";
import type { CredentialStore } from "../store/credentials.js";
import { canonicalJson, newId } from "../store/ids.js";
import type { AgentRow } from "../store/schema/rows.js";
import type { Transaction } from "../store/store.js";
import { conflict, invalid } from "./errors.js";

/** What a model runs on, as a request says it. */
interface Source {
  key?: string | undefined;
  credential?: string | null | undefined;
}

/**
 * Checks the rules that an agent's parts must keep among each other.
 *
 * @throws ApiError, a 422, when they contradict each other
 */
export async function checkConfiguration(
  credentials: CredentialStore,
  runtime: string,
  model: string,
  { key, credential }: Source,
): Promise<void> {
  if (!isRuntime(runtime)) throw invalid("runtime", "There is no such runtime.");
  if (!canDrive(runtime, model)) {
    throw invalid("model", `The runtime ${runtime} cannot drive models of ${providerOf(model)}.`);
  }
  if (key !== undefined && credential != null) throw invalid("key", "Give a key or a credential, not both.");
  if (credential == null || credential === "managed") return;
  const row = await credentials.get(credential);
  if (row === undefined) throw invalid("credential", "There is no such credential.");
  if (row.provider !== providerOf(model)) {
    throw invalid("credential", `The credential is for ${row.provider}, the model of ${providerOf(model)}.`);
  }
}

/** The agent of a request: a new one, unless the same request has made it before. */
export async function getOrCreateAgent(
  tx: Transaction,
  body: z.output<typeof newAgent>,
  runtime: string,
): Promise<{ agent: AgentRow; isNew: boolean }> {
  const { name, prompt, model } = body;
  await tx.lock(`agent ${name}`);
  const found = await tx.agents.named(name);
  if (found !== undefined) {
    if (await isSame(tx.credentials, found, body, runtime)) return { agent: found, isNew: false };
    throw conflict(`There is an agent "${name}" that is configured differently.`, { param: "name" });
  }
  const now = new Date().toISOString();
  const credential = await credentialFor(tx.credentials, name, model, body);
  const fixed = { revision: 1, created_at: now, updated_at: now, limits: JSON.stringify(body.limits) };
  const agent = await tx.agents.insert({
    id: newId("agt"),
    name,
    prompt,
    model,
    runtime,
    credential,
    ...fixed,
  });
  return { agent, isNew: true };
}

/** Changes what a request says of an agent. */
export async function updateAgent(
  tx: Transaction,
  agent: AgentRow,
  body: z.output<typeof agentChanges>,
): Promise<AgentRow> {
  const model = body.model ?? agent.model;
  const saysSource = body.key !== undefined || body.credential !== undefined;
  // A new model must fit the credential that stays.
  const kept = body.model === undefined ? {} : { credential: agent.credential };
  await checkConfiguration(tx.credentials, agent.runtime, model, saysSource ? body : kept);
  const changed = {
    ...agent,
    model,
    prompt: body.prompt ?? agent.prompt,
    credential: saysSource ? await credentialFor(tx.credentials, agent.name, model, body) : agent.credential,
    limits: body.limits === undefined ? agent.limits : JSON.stringify(body.limits),
    revision: agent.revision + 1,
    updated_at: new Date().toISOString(),
  };
  await tx.agents.update(changed);
  return changed;
}

/** The credential that an agent is to run on; an inline key becomes one of its own. */
async function credentialFor(
  credentials: CredentialStore,
  name: string,
  model: string,
  { key, credential }: Source,
): Promise<string | null> {
  if (key === undefined) return credential ?? null;
  return (await credentials.insert(providerOf(model), key, `agent ${name}`)).id;
}

/** Whether an agent is what a repeated request asks for. */
async function isSame(
  credentials: CredentialStore,
  agent: AgentRow,
  body: z.output<typeof newAgent>,
  runtime: string,
): Promise<boolean> {
  const isSameButKey =
    agent.prompt === body.prompt &&
    agent.model === body.model &&
    agent.runtime === runtime &&
    canonicalJson(JSON.parse(agent.limits)) === canonicalJson(body.limits);
  if (!isSameButKey) return false;
  if (body.key === undefined) return agent.credential === (body.credential ?? null);
  return agent.credential !== null && (await credentials.reveal(agent.credential)) === body.key;
}
