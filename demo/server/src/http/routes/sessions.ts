import { Hono } from "hono";
import { z } from "zod";
import { canDrive, providerOf } from "../../runtimes/models.js";
import type { Services } from "../../services.js";
import { createSession, WEBHOOK_LEVEL } from "../../sessions/creation.js";
import type { AgentRow } from "../../store/agents.js";
import { canonicalJson, sha256 } from "../../store/ids.js";
import { type SessionRow, STATUSES } from "../../store/sessions.js";
import { SCOPES } from "../../store/tokens.js";
import type { Access, Env } from "../access.js";
import { inputDraft, text } from "../envelope.js";
import { ApiError, conflict, invalid } from "../errors.js";
import { cursor, idempotencyKey, label, limit, limits, model, readBody, readQuery } from "../input.js";
import { pageOf } from "../page.js";
import { presentSession } from "../present.js";
import { requireTarget } from "../webhook-target.js";
import { inlineDestination } from "./destinations.js";

const MAX_METADATA_BYTES = 16 * 1024;

/** Seconds that the client token of a new session lives. */
export const TOKEN_TTL = 3600;

const createBody = z.strictObject({
  agent: z.string(),
  input: z.union([text, z.record(z.string(), z.unknown())], "Must be a text, not blank, or an object"),
  webhook: z.string().max(2048).optional(),
  destinations: z.array(inlineDestination).max(20).default([]),
  limits: limits.optional(),
  key: label(200).optional(),
  metadata: z
    .record(z.string(), z.unknown())
    .refine(
      (value) => Buffer.byteLength(JSON.stringify(value)) <= MAX_METADATA_BYTES,
      "Must not exceed 16 KB",
    )
    .optional(),
  model: model.optional(),
});

const listQuery = z.object({
  agent: z.string().nullable().default(null),
  status: z.enum(STATUSES).nullable().default(null),
  key: z.string().nullable().default(null),
  after: z.iso.datetime({ offset: true }).nullable().default(null),
  before: z.iso.datetime({ offset: true }).nullable().default(null),
  limit: limit(50, 200),
  cursor,
});

type CreateBody = z.output<typeof createBody>;

/** Sessions: making them, and finding them again. */
export function sessionRoutes(services: Services, access: Access): Hono<Env> {
  const { agents, casting, db, options, sessions, tokens, turns, runner } = services;

  /** The session that the same request made before; a different request under its key is a conflict. */
  function existing(
    key: string | undefined,
    header: string | null,
    fingerprint: string,
  ): SessionRow | undefined {
    const made = header === null ? undefined : sessions.created(header);
    if (made !== undefined && made.fingerprint !== fingerprint) {
      throw conflict("This Idempotency-Key was used for a different request.", { param: "Idempotency-Key" });
    }
    const keyed = key === undefined ? undefined : sessions.withKey(key);
    if (keyed !== undefined && keyed.fingerprint !== fingerprint) {
      throw conflict("There is a session of this key that was created differently.", { param: "key" });
    }
    return keyed ?? (made && sessions.get(made.session));
  }

  /** The agent of a request, which must be able to run it. */
  function agentFor(body: CreateBody): AgentRow {
    const agent = agents.get(body.agent) ?? agents.named(body.agent);
    if (agent === undefined) throw invalid("agent", `There is no agent "${body.agent}".`);
    const model = body.model ?? agent.model;
    if (!canDrive(agent.runtime, model)) {
      throw invalid("model", `The runtime ${agent.runtime} cannot drive models of ${providerOf(model)}.`);
    }
    if (!casting.hasCredential({ model, credential: agent.credential })) {
      const message = `There is no key for ${providerOf(model)}: set one on the agent, or a default credential.`;
      throw new ApiError(422, "no_credential", message, { param: "agent" });
    }
    return agent;
  }

  function destinationsOf(body: CreateBody): CreateBody["destinations"] {
    if (body.webhook !== undefined) requireTarget(body.webhook, "webhook", options.allowLoopbackWebhooks);
    body.destinations.forEach(({ url }, index) =>
      requireTarget(url, `destinations.${index}.url`, options.allowLoopbackWebhooks),
    );
    const webhook = body.webhook === undefined ? [] : [{ url: body.webhook, level: WEBHOOK_LEVEL }];
    return [...webhook, ...body.destinations];
  }

  function getOrCreate(body: CreateBody, header: string | null): { session: SessionRow; isNew: boolean } {
    const fingerprint = sha256(canonicalJson(body));
    return db.transaction(() => {
      const found = existing(body.key, header, fingerprint);
      const session =
        found ??
        createSession(services, {
          agent: agentFor(body),
          model: body.model,
          limits: body.limits,
          key: body.key,
          metadata: body.metadata,
          destinations: destinationsOf(body),
          input: inputDraft(body.input),
          fingerprint,
        });
      if (header !== null && sessions.created(header) === undefined) {
        sessions.rememberCreated(header, session.id, fingerprint);
      }
      return { session, isNew: found === undefined };
    });
  }

  return new Hono<Env>()
    .post("/sessions", access.org(), async (c) => {
      const body = await readBody(c, createBody);
      const { session, isNew } = getOrCreate(body, idempotencyKey(c));
      if (isNew) runner.wake(session.id);
      const { token } = tokens.mint(session.id, SCOPES, TOKEN_TTL);
      const shown = presentSession(session, turns.last(session.id));
      return c.json({ session: shown, client_token: token }, isNew ? 201 : 200);
    })
    .get("/sessions", access.org(), (c) => {
      const query = readQuery(c, listQuery);
      const rows = sessions.list({ ...query, limit: query.limit + 1 });
      return c.json(pageOf(rows, query.limit, (row) => presentSession(row, turns.last(row.id))));
    });
}
