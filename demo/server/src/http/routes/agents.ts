import { Hono } from "hono";
import { z } from "zod";
import type { Services } from "../../services.js";
import { newId } from "../../store/ids.js";
import type { Access, Env } from "../access.js";
import { notFound } from "../errors.js";
import { label, limits, readBody } from "../input.js";
import { presentAgent } from "../present.js";

const createBody = z.strictObject({
  name: label(100),
  prompt: z.string().max(100_000),
  model: z.string().max(200),
  runtime: z.string().optional(),
  key: z.string().optional(),
  credential: z.string().optional(),
  limits: limits.optional(),
});

/** Agents: what a session runs. */
export function agentRoutes(services: Services, access: Access): Hono<Env> {
  const { agents } = services;
  return new Hono<Env>()
    .post("/agents", access.org(), async (c) => {
      const body = await readBody(c, createBody);
      const found = agents.named(body.name);
      if (found) return c.json(presentAgent(found));
      const now = new Date().toISOString();
      const id = newId("agt");
      agents.insert({
        id,
        name: body.name,
        prompt: body.prompt,
        model: body.model,
        runtime: body.runtime ?? "offline",
        credential: null,
        limits: JSON.stringify(body.limits ?? {}),
        revision: 1,
        created_at: now,
        updated_at: now,
      });
      return c.json(presentAgent(agents.get(id)!), 201);
    })
    .get("/agents/:id", access.org(), (c) => {
      const agent = agents.get(c.req.param("id"));
      if (agent === undefined) throw notFound("agent");
      return c.json(presentAgent(agent));
    });
}
