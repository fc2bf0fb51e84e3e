import { Hono } from "hono";
import { z } from "zod";
import { canDrive, defaultRuntime, isRuntime, providerOf } from "../../runtimes/models.js";
import type { Services } from "../../services.js";
import type { AgentRow } from "../../store/agents.js";
import { canonicalJson, newId } from "../../store/ids.js";
import type { Access, Env } from "../access.js";
import { conflict, invalid, notFound } from "../errors.js";
import { cursor, label, limit, limits, model, readBody, readQuery, secretText } from "../input.js";
import { pageOf } from "../page.js";
import { presentAgent } from "../present.js";

const prompt = z.string().max(100_000);

const createBody = z.strictObject({
  name: label(100),
  prompt,
  model,
  runtime: z.string().optional(),
  key: secretText.optional(),
  credential: z.string().optional(),
  limits: limits.default({}),
});

const updateBody = z.strictObject({
  prompt: prompt.optional(),
  model: model.optional(),
  key: secretText.optional(),
  credential: z.string().nullable().optional(),
  limits: limits.optional(),
});

const listQuery = z.object({ limit: limit(50, 200), cursor });

/** What a model runs on, as a request says it. */
interface Source {
  key?: string | undefined;
  credential?: string | null | undefined;
}

/** Agents: what a session runs. */
export function agentRoutes(services: Services, access: Access): Hono<Env> {
  const { agents, credentials, db } = services;

  function find(id: string): AgentRow {
    const row = agents.get(id);
    if (row === undefined) throw notFound("agent");
    return row;
  }

  /** Throws when the parts of a configuration contradict each other. */
  function checkConfiguration(runtime: string, model: string, { key, credential }: Source): void {
    if (!isRuntime(runtime)) throw invalid("runtime", `There is no runtime "${runtime}".`);
    if (!canDrive(runtime, model)) {
      throw invalid("model", `The runtime ${runtime} cannot drive models of ${providerOf(model)}.`);
    }
    if (key !== undefined && credential != null)
      throw invalid("key", "Give a key or a credential, not both.");
    if (credential == null || credential === "managed") return;
    const row = credentials.get(credential);
    if (row === undefined) throw invalid("credential", `There is no credential "${credential}".`);
    if (row.provider !== providerOf(model)) {
      throw invalid(
        "credential",
        `The credential is for ${row.provider}, the model of ${providerOf(model)}.`,
      );
    }
  }

  /** Whether an agent is what a repeated request asks for. */
  function isSame(agent: AgentRow, body: z.output<typeof createBody>, runtime: string): boolean {
    return (
      agent.prompt === body.prompt &&
      agent.model === body.model &&
      agent.runtime === runtime &&
      canonicalJson(JSON.parse(agent.limits)) === canonicalJson(body.limits) &&
      (body.key === undefined
        ? agent.credential === (body.credential ?? null)
        : agent.credential !== null && credentials.reveal(agent.credential) === body.key)
    );
  }

  /** The credential that an agent is to run on; an inline key becomes one of its own. */
  function credentialFor(name: string, model: string, { key, credential }: Source): string | null {
    return key === undefined
      ? (credential ?? null)
      : credentials.insert(providerOf(model), key, `agent ${name}`).id;
  }

  return new Hono<Env>()
    .post("/agents", access.org(), async (c) => {
      const body = await readBody(c, createBody);
      const runtime = body.runtime ?? defaultRuntime(body.model);
      checkConfiguration(runtime, body.model, body);
      const found = agents.named(body.name);
      if (found !== undefined) {
        if (isSame(found, body, runtime)) return c.json(presentAgent(found));
        throw conflict(`There is an agent "${body.name}" that is configured differently.`, { param: "name" });
      }
      const id = newId("agt");
      const now = new Date().toISOString();
      const { name, prompt, model } = body;
      db.transaction(() => {
        const credential = credentialFor(name, model, body);
        const fixed = { revision: 1, created_at: now, updated_at: now, limits: JSON.stringify(body.limits) };
        agents.insert({ id, name, prompt, model, runtime, credential, ...fixed });
      });
      return c.json(presentAgent(find(id)), 201);
    })
    .get("/agents", access.org(), (c) => {
      const query = readQuery(c, listQuery);
      return c.json(pageOf(agents.list(query.cursor, query.limit + 1), query.limit, presentAgent));
    })
    .get("/agents/:id", access.org(), (c) => c.json(presentAgent(find(c.req.param("id")))))
    .patch("/agents/:id", access.org(), async (c) => {
      const agent = find(c.req.param("id"));
      const body = await readBody(c, updateBody);
      const model = body.model ?? agent.model;
      const saysSource = body.key !== undefined || body.credential !== undefined;
      // A new model must fit the credential that stays.
      const kept = body.model === undefined ? {} : { credential: agent.credential };
      checkConfiguration(agent.runtime, model, saysSource ? body : kept);
      db.transaction(() => {
        agents.update({
          ...agent,
          model,
          prompt: body.prompt ?? agent.prompt,
          credential: saysSource ? credentialFor(agent.name, model, body) : agent.credential,
          limits: body.limits === undefined ? agent.limits : JSON.stringify(body.limits),
          revision: agent.revision + 1,
          updated_at: new Date().toISOString(),
        });
      });
      return c.json(presentAgent(find(agent.id)));
    })
    .delete("/agents/:id", access.org(), (c) => {
      if (!agents.delete(c.req.param("id"))) throw notFound("agent");
      return c.body(null, 204);
    });
}
