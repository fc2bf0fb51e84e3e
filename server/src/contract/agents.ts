import { z } from "zod";
import { label, limits, listQuery, model, pageOf, secretText, time } from "./fields.js";
import { operation } from "./operation.js";

const prompt = z
  .string()
  .max(100_000)
  .regex(/^[^\0\p{Cs}]*$/u, "Must not contain the character NUL or half of a surrogate pair");

const key = secretText.describe("A key of the provider, kept as a credential of its own. Write-only.");

/** The body of `POST /agents`. */
export const newAgent = z
  .strictObject({
    name: label(100).describe("Unique: a repeated creation answers the agent that is there."),
    prompt,
    model,
    runtime: label(50).optional().describe("Default: the one of the model's provider."),
    key: key.optional(),
    credential: label(100)
      .optional()
      .describe("A credential's id, or `managed`. Excludes `key`; with neither, the provider's default."),
    limits: limits.default({}),
  })
  .meta({ id: "NewAgent" });

/** The body of `PATCH /agents/:id`. The name and the runtime cannot change. */
export const agentChanges = z
  .strictObject({
    prompt: prompt.optional(),
    model: model.optional(),
    key: key.optional(),
    credential: label(100).nullable().optional(),
    limits: limits.optional(),
  })
  .meta({ id: "AgentChanges", description: "Omitted fields stay unchanged." });

/** An agent in an answer. */
export const agent = z
  .object({
    id: z.string(),
    name: z.string(),
    prompt: z.string(),
    prompt_hash: z.string().describe("SHA-256 of the prompt, in hexadecimal."),
    model: z.string(),
    runtime: z.string(),
    revision: z.int().describe("1 at first; incremented by each change."),
    credential_id: z.string().nullable(),
    limits,
    created_at: time,
    updated_at: time,
  })
  .meta({ id: "Agent", description: "The configuration that a session runs." });

const here = { when: "The agent.", body: agent };

export const createAgent = operation({
  id: "createAgent",
  method: "post",
  path: "/agents",
  need: "org",
  summary: "Creates an agent, or returns the one with the same name and configuration",
  body: newAgent,
  answers: {
    201: { when: "The new agent.", body: agent },
    200: { when: "An agent of that name and configuration exists.", body: agent },
  },
  refusals: [409],
});

export const listAgents = operation({
  id: "listAgents",
  method: "get",
  path: "/agents",
  need: "org",
  summary: "Lists the agents, oldest first",
  query: listQuery,
  answers: { 200: { when: "A page.", body: pageOf("AgentPage", agent) } },
});

export const getAgent = operation({
  id: "getAgent",
  method: "get",
  path: "/agents/:id",
  need: "org",
  summary: "Shows an agent",
  answers: { 200: here },
});

export const updateAgent = operation({
  id: "updateAgent",
  method: "patch",
  path: "/agents/:id",
  need: "org",
  summary: "Changes an agent, for later sessions",
  body: agentChanges,
  answers: { 200: here },
});

export const deleteAgent = operation({
  id: "deleteAgent",
  method: "delete",
  path: "/agents/:id",
  need: "org",
  summary: "Deletes an agent; its sessions stay",
  answers: { 204: { when: "Deleted.", body: null } },
});
