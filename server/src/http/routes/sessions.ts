import { Hono } from "hono";
import { z } from "zod";
import type { Services } from "../../services.js";
import { STATUSES } from "../../store/sessions.js";
import { SCOPES } from "../../store/tokens.js";
import type { Access, Env } from "../access.js";
import { cursor, idempotencyKey, limit, readBody, readQuery } from "../input.js";
import { pageOf } from "../page.js";
import { presentSession } from "../present.js";
import { createBody, SessionCreation } from "../session-creation.js";

/** Seconds that the client token of a new session lives. */
export const TOKEN_TTL_S = 3600;

const listQuery = z.object({
  agent: z.string().nullable().default(null),
  status: z.enum(STATUSES).nullable().default(null),
  key: z.string().nullable().default(null),
  after: z.iso.datetime({ offset: true }).nullable().default(null),
  before: z.iso.datetime({ offset: true }).nullable().default(null),
  limit: limit(50, 200),
  cursor,
});

/** Sessions: making them, and finding them again. */
export function sessionRoutes(services: Services, access: Access): Hono<Env> {
  const { sessions, tokens, turns, runner } = services;
  const creation = new SessionCreation(services);

  return new Hono<Env>()
    .post("/sessions", access.org(), async (c) => {
      const body = await readBody(c, createBody);
      const { session, isNew } = creation.getOrCreate(body, idempotencyKey(c));
      if (isNew) runner.wake(session.id);
      const { token } = tokens.mint(session.id, SCOPES, TOKEN_TTL_S);
      const shown = presentSession(session, turns.last(session.id));
      return c.json({ session: shown, client_token: token }, isNew ? 201 : 200);
    })
    .get("/sessions", access.org(), (c) => {
      const query = readQuery(c, listQuery);
      const rows = sessions.list({ ...query, limit: query.limit + 1 });
      return c.json(pageOf(rows, query.limit, (row) => presentSession(row, turns.last(row.id))));
    });
}
