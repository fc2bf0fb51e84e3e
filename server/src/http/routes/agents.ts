import type { Hono } from "hono";
import * as operations from "../../contract/agents.js";
import { defaultRuntime } from "../../runtimes/models.js";
import type { Services } from "../../services.js";
import type { AgentRow } from "../../store/agents.js";
import { newId } from "../../store/ids.js";
import type { Access, Env } from "../access.js";
import { AgentConfiguration } from "../agent-configuration.js";
import { conflict, notFound } from "../errors.js";
import { pageOf } from "../page.js";
import { presentAgent } from "../present.js";
import { Routes } from "../routes.js";

/** Agents: what a session runs. */
export function agentRoutes(services: Services, access: Access): Hono<Env> {
  const { agents, db } = services;
  const configuration = new AgentConfiguration(services.credentials);

  function find(id: string): AgentRow {
    const row = agents.get(id);
    if (row === undefined) throw notFound("agent");
    return row;
  }

  return new Routes(access)
    .serve(operations.createAgent, async (c, input) => {
      const body = await input.body();
      const runtime = body.runtime ?? defaultRuntime(body.model);
      configuration.check(runtime, body.model, body);
      const found = agents.named(body.name);
      if (found !== undefined) {
        if (configuration.isSame(found, body, runtime)) return c.json(presentAgent(found));
        throw conflict(`There is an agent "${body.name}" that is configured differently.`, { param: "name" });
      }
      const id = newId("agt");
      const now = new Date().toISOString();
      const { name, prompt, model } = body;
      db.transaction(() => {
        const credential = configuration.credentialFor(name, model, body);
        const fixed = { revision: 1, created_at: now, updated_at: now, limits: JSON.stringify(body.limits) };
        agents.insert({ id, name, prompt, model, runtime, credential, ...fixed });
      });
      return c.json(presentAgent(find(id)), 201);
    })
    .serve(operations.listAgents, (c, input) => {
      const query = input.query();
      return c.json(pageOf(agents.list(query.cursor, query.limit + 1), query.limit, presentAgent));
    })
    .serve(operations.getAgent, (c) => c.json(presentAgent(find(c.req.param("id")))))
    .serve(operations.updateAgent, async (c, input) => {
      const agent = find(c.req.param("id"));
      const body = await input.body();
      const model = body.model ?? agent.model;
      const saysSource = body.key !== undefined || body.credential !== undefined;
      // A new model must fit the credential that stays.
      const kept = body.model === undefined ? {} : { credential: agent.credential };
      configuration.check(agent.runtime, model, saysSource ? body : kept);
      db.transaction(() => {
        agents.update({
          ...agent,
          model,
          prompt: body.prompt ?? agent.prompt,
          credential: saysSource ? configuration.credentialFor(agent.name, model, body) : agent.credential,
          limits: body.limits === undefined ? agent.limits : JSON.stringify(body.limits),
          revision: agent.revision + 1,
          updated_at: new Date().toISOString(),
        });
      });
      return c.json(presentAgent(find(agent.id)));
    })
    .serve(operations.deleteAgent, (c) => {
      if (!agents.delete(c.req.param("id"))) throw notFound("agent");
      return c.body(null, 204);
    }).app;
}
