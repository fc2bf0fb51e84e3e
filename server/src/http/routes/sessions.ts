import type { Hono } from "hono";
import { createSession, listSessions, TOKEN_TTL_S } from "../../contract/sessions.js";
import type { Services } from "../../services.js";
import { SCOPES } from "../../store/tokens.js";
import type { Access, Env } from "../access.js";
import { pageOf } from "../page.js";
import { presentSession } from "../present.js";
import { Routes } from "../routes.js";
import { SessionCreation } from "../session-creation.js";

/** Creating and listing sessions. */
export function sessionRoutes(services: Services, access: Access): Hono<Env> {
  const { sessions, tokens, turns, runner } = services;
  const creation = new SessionCreation(services);

  return new Routes(access)
    .serve(createSession, async (c, input) => {
      const body = await input.body();
      const { session, isNew } = await creation.getOrCreate(body, input.idempotencyKey());
      if (isNew) runner.wake(session.id);
      const { token } = await tokens.mint(session.id, SCOPES, TOKEN_TTL_S);
      const shown = presentSession(session, await turns.last(session.id));
      return c.json({ session: shown, client_token: token }, isNew ? 201 : 200);
    })
    .serve(listSessions, async (c, input) => {
      const query = input.query();
      const rows = await sessions.list({ ...query, limit: query.limit + 1 });
      const last = new Map(
        await Promise.all(rows.map(async ({ id }) => [id, await turns.last(id)] as const)),
      );
      return c.json(pageOf(rows, query.limit, (row) => presentSession(row, last.get(row.id))));
    }).app;
}
