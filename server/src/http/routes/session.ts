import { Hono } from "hono";
import { z } from "zod";
import type { Services } from "../../services.js";
import { SCOPES } from "../../store/tokens.js";
import type { Access, Env } from "../access.js";
import { notFound } from "../errors.js";
import { cursor, limit, readBody, readQuery } from "../input.js";
import { pageOf } from "../page.js";
import { presentSession, presentTurn } from "../present.js";
import { TOKEN_TTL_S } from "./sessions.js";

const tokenBody = z.strictObject({
  scopes: z
    .array(z.enum(SCOPES))
    .min(1)
    .default([...SCOPES]),
  ttl: z.int().min(60).max(86_400).default(TOKEN_TTL_S),
});

const turnsQuery = z.object({ limit: limit(50, 200), cursor });

/** One session: what it is, its turns and result, its client tokens, and its end. */
export function oneSessionRoutes(services: Services, access: Access): Hono<Env> {
  const { log, runner, sessions, tokens, turns } = services;

  function present(id: string): Record<string, unknown> {
    return presentSession(sessions.get(id)!, turns.last(id));
  }

  return new Hono<Env>()
    .get("/sessions/:id", access.session("org"), (c) => c.json(present(c.var.session.id)))
    .post("/sessions/:id/cancel", access.session("org"), (c) => {
      runner.cancel(c.var.session.id);
      return c.json(present(c.var.session.id));
    })
    .post("/sessions/:id/archive", access.session("org"), (c) => {
      const { id } = c.var.session;
      runner.cancel(id);
      sessions.setStatus(id, "archived");
      return c.json(present(id));
    })
    .get("/sessions/:id/result", access.session("org"), (c) => {
      const { id } = c.var.session;
      const last = turns.last(id);
      const event = last?.result_event == null ? undefined : log.find(id, last.result_event);
      const result = event === undefined ? null : (JSON.parse(event.json) as unknown);
      return c.json({ last_turn: last ? presentTurn(last) : null, result });
    })
    .get("/sessions/:id/turns", access.session("org"), (c) => {
      const query = readQuery(c, turnsQuery);
      const rows = turns.list(c.var.session.id, query.cursor ?? 0, query.limit + 1);
      return c.json(pageOf(rows, query.limit, presentTurn));
    })
    .get("/sessions/:id/turns/:turn", access.session("org"), (c) => {
      const turn = turns.get(c.var.session.id, c.req.param("turn"));
      if (turn === undefined) throw notFound("turn");
      return c.json(presentTurn(turn));
    })
    .post("/sessions/:id/client-tokens", access.session("org"), async (c) => {
      const { scopes, ttl } = await readBody(c, tokenBody);
      const minted = tokens.mint(c.var.session.id, [...new Set(scopes)], ttl);
      const expires_at = new Date(minted.expiresAt).toISOString();
      return c.json({ token: minted.token, scopes: minted.scopes, expires_at }, 201);
    });
}
