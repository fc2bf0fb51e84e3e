import type { Hono } from "hono";
import * as operations from "../../contract/agents.js";
import { defaultRuntime } from "../../runtimes/models.js";
import type { Services } from "../../services.js";
import type { AgentRow } from "../../store/schema/rows.js";
import type { Access, Env } from "../access.js";
import { checkConfiguration, getOrCreateAgent, updateAgent } from "../agent-configuration.js";
import { notFound } from "../errors.js";
import { pageOf } from "../page.js";
import { presentAgent } from "../present.js";
import { Routes } from "../routes.js";

/** Agents: the configuration that a session runs. */
export function agentRoutes(services: Services, access: Access): Hono<Env> {
  const { agents, credentials, store } = services;

  async function find(id: string): Promise<AgentRow> {
    const row = await agents.get(id);
    if (row === undefined) throw notFound("agent");
    return row;
  }

  return new Routes(access)
    .serve(operations.createAgent, async (c, input) => {
      const body = await input.body();
      const runtime = body.runtime ?? defaultRuntime(body.model);
      await checkConfiguration(credentials, runtime, body.model, body);
      const { agent, isNew } = await store.transaction((tx) => getOrCreateAgent(tx, body, runtime));
      return c.json(presentAgent(agent), isNew ? 201 : 200);
    })
    .serve(operations.listAgents, async (c, input) => {
      const query = input.query();
      return c.json(pageOf(await agents.list(query.cursor, query.limit + 1), query.limit, presentAgent));
    })
    .serve(operations.getAgent, async (c) => c.json(presentAgent(await find(c.req.param("id")))))
    .serve(operations.updateAgent, async (c, input) => {
      const body = await input.body();
      const { name } = await find(c.req.param("id"));
      const changed = await store.transaction(async (tx) => {
        await tx.lock(`agent ${name}`);
        const agent = await tx.agents.get(c.req.param("id"));
        if (agent === undefined) throw notFound("agent");
        return updateAgent(tx, agent, body);
      });
      return c.json(presentAgent(changed));
    })
    .serve(operations.deleteAgent, async (c) => {
      if (!(await agents.delete(c.req.param("id")))) throw notFound("agent");
      return c.body(null, 204);
    }).app;
}
