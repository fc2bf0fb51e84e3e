import { Hono } from "hono";
import { z } from "zod";
import type { Services } from "../../services.js";
import type { AgentRow } from "../../store/agents.js";
import { canonicalJson, newId, sha256 } from "../../store/ids.js";
import { SCOPES } from "../../store/tokens.js";
import { type AgentSnapshot, type SessionRow, STATUSES } from "../../store/sessions.js";
import type { Access, Env } from "../access.js";
import { envelope, messageDraft } from "../envelope.js";
import { conflict, invalid, notFound } from "../errors.js";
import { cursor, idempotencyKey, label, limit, limits, readBody, readQuery } from "../input.js";
import { presentSession, presentTurn } from "../present.js";

const MAX_METADATA_BYTES = 16 * 1024;

/** Seconds that a client token lives when its maker does not say. */
const TOKEN_TTL = 3600;

const model = z
  .string()
  .max(200)
  .regex(/^[\w.-]+\/[\w./:-]+$/, "Must be provider/model");

const createBody = z.strictObject({
  agent: z.string(),
  input: z.union([z.string().min(1), z.record(z.string(), z.unknown())]),
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

const tokenBody = z.strictObject({
  scopes: z
    .array(z.enum(SCOPES))
    .min(1)
    .default([...SCOPES]),
  ttl: z.int().min(60).max(86_400).default(TOKEN_TTL),
});

/** Sessions: making, finding, ending them, and their client tokens. */
export function sessionRoutes(services: Services, access: Access): Hono<Env> {
  const { agents, db, log, sessions, tokens, turns, runner } = services;

  function insert(body: z.output<typeof createBody>, agent: AgentRow, fingerprint: string): SessionRow {
    const id = newId("ses");
    const snapshot: AgentSnapshot = {
      name: agent.name,
      prompt: agent.prompt,
      prompt_hash: sha256(agent.prompt),
      model: body.model ?? agent.model,
      runtime: agent.runtime,
      revision: agent.revision,
    };
    sessions.insert({
      id,
      agent: agent.id,
      snapshot: JSON.stringify(snapshot),
      credential: agent.credential,
      limits: JSON.stringify({ ...(JSON.parse(agent.limits) as object), ...body.limits }),
      key: body.key ?? null,
      fingerprint,
      metadata: body.metadata === undefined ? null : JSON.stringify(body.metadata),
      created_at: new Date().toISOString(),
    });
    log.append(id, [inputDraft(body.input)], true);
    return sessions.get(id)!;
  }

  /** The session that the same request made before; a different request under its key is a conflict. */
  function existing(
    key: string | undefined,
    header: string | null,
    fingerprint: string,
  ): SessionRow | undefined {
    const made = header === null ? undefined : sessions.created(header);
    const keyed = key === undefined ? undefined : sessions.withKey(key);
    if (made !== undefined && made.fingerprint !== fingerprint) {
      throw conflict("This Idempotency-Key was used for a different request.", { param: "Idempotency-Key" });
    }
    if (keyed !== undefined && keyed.fingerprint !== fingerprint) {
      throw conflict("There is a session of this key that was created differently.", { param: "key" });
    }
    return keyed ?? (made && sessions.get(made.session));
  }

  return new Hono<Env>()
    .post("/sessions", access.org(), async (c) => {
      const body = await readBody(c, createBody);
      const header = idempotencyKey(c);
      const fingerprint = sha256(canonicalJson(body));
      const { session, isNew } = db.transaction(() => {
        const found = existing(body.key, header, fingerprint);
        if (found) return { session: found, isNew: false };
        const agent = agents.get(body.agent) ?? agents.named(body.agent);
        if (agent === undefined) throw invalid("agent", `There is no agent "${body.agent}".`);
        const made = insert(body, agent, fingerprint);
        if (header !== null) sessions.rememberCreated(header, made.id, fingerprint);
        return { session: made, isNew: true };
      });
      if (isNew) runner.wake(session.id);
      const { token } = tokens.mint(session.id, SCOPES, TOKEN_TTL);
      const shown = presentSession(session, turns.last(session.id));
      return c.json({ session: shown, client_token: token }, isNew ? 201 : 200);
    })
    .get("/sessions", access.org(), (c) => {
      const query = readQuery(c, listQuery);
      const rows = sessions.list({ ...query, limit: query.limit + 1 });
      const shown = rows.slice(0, query.limit);
      const data = shown.map((row) => presentSession(row, turns.last(row.id)));
      return c.json({ data, next_cursor: rows.length > query.limit ? String(shown.at(-1)!.n) : null });
    })
    .get("/sessions/:id", access.session("org"), (c) =>
      c.json(presentSession(c.var.session, turns.last(c.var.session.id))),
    )
    .post("/sessions/:id/client-tokens", access.session("org"), async (c) => {
      const { scopes, ttl } = await readBody(c, tokenBody);
      const minted = tokens.mint(c.var.session.id, [...new Set(scopes)], ttl);
      const expires_at = new Date(minted.expiresAt).toISOString();
      return c.json({ token: minted.token, scopes: minted.scopes, expires_at }, 201);
    })
    .get("/sessions/:id/turns", access.session("org"), (c) => {
      const query = readQuery(c, z.object({ limit: limit(50, 200), cursor }));
      const rows = turns.list(c.var.session.id, query.cursor ?? 0, query.limit + 1);
      const shown = rows.slice(0, query.limit);
      const next_cursor = rows.length > query.limit ? String(shown.at(-1)!.n) : null;
      return c.json({ data: shown.map(presentTurn), next_cursor });
    })
    .get("/sessions/:id/turns/:turn", access.session("org"), (c) => {
      const turn = turns.get(c.var.session.id, c.req.param("turn"));
      if (turn === undefined) throw notFound("turn");
      return c.json(presentTurn(turn));
    });
}

/** The first event of a session: a message, or whatever JSON the caller's system sent. */
function inputDraft(input: string | Record<string, unknown>): ReturnType<typeof messageDraft> {
  const message = envelope.safeParse(typeof input === "string" ? { text: input } : input);
  if (message.success) return messageDraft(message.data);
  return { type: "http.request", actor: { type: "human" }, body: { payload: input } };
}
