import type { z } from "zod";
import type { agentChanges, newAgent } from "../contract/agents.js";
import { canDrive, isRuntime, providerOf } from "../runtimes/models.js";
import type { CredentialStore } from "../store/credentials.js";
import { canonicalJson, newId } from "../store/ids.js";
import type { AgentRow } from "../store/schema/rows.js";
import type { Transaction } from "../store/store.js";
import { conflict, invalid } from "./errors.js";

/** The model and the credential in a request. */
interface Source {
  key?: string | undefined;
  credential?: string | null | undefined;
}

/**
 * Checks the rules between the parts of an agent.
 * @throws ApiError 422 if they contradict each other
 */
export async function checkConfiguration(
  credentials: CredentialStore,
  runtime: string,
  model: string,
  { key, credential }: Source,
): Promise<void> {
  if (!isRuntime(runtime)) throw invalid("runtime", "There is no such runtime.");
  if (!canDrive(runtime, model)) {
    throw invalid("model", `The runtime ${runtime} does not support models of ${providerOf(model)}.`);
  }
  if (key !== undefined && credential != null) throw invalid("key", "Give a key or a credential, not both.");
  if (credential == null || credential === "managed") return;
  const row = await credentials.get(credential);
  if (row === undefined) throw invalid("credential", "There is no such credential.");
  if (row.provider !== providerOf(model)) {
    throw invalid("credential", `The credential is for ${row.provider}, the model of ${providerOf(model)}.`);
  }
}

/** Creates the agent of a request, or returns the one that the same request has created before. */
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
    throw conflict(`An agent "${name}" exists with a different configuration.`, { param: "name" });
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

/** Applies the changes in a request to an agent. */
export async function updateAgent(
  tx: Transaction,
  agent: AgentRow,
  body: z.output<typeof agentChanges>,
): Promise<AgentRow> {
  const model = body.model ?? agent.model;
  const saysSource = body.key !== undefined || body.credential !== undefined;
  // A new model must fit the credential that is unchanged.
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

/** The credential of the agent; an inline key is stored as a new credential. */
async function credentialFor(
  credentials: CredentialStore,
  name: string,
  model: string,
  { key, credential }: Source,
): Promise<string | null> {
  if (key === undefined) return credential ?? null;
  return (await credentials.insert(providerOf(model), key, `agent ${name}`)).id;
}

/** Whether a stored agent equals what a repeated request asks for. */
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
