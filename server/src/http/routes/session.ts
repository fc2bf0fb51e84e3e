import type { Hono } from "hono";
import * as operations from "../../contract/sessions.js";
import { getTurn, listTurns } from "../../contract/turns.js";
import type { Services } from "../../services.js";
import type { Access, Env } from "../access.js";
import { notFound } from "../errors.js";
import { pageOf } from "../page.js";
import { presentSession, presentTurn } from "../present.js";
import { Routes } from "../routes.js";

/** One session: what it is, its turns and result, its client tokens, and its end. */
export function oneSessionRoutes(services: Services, access: Access): Hono<Env> {
  const { log, runner, sessions, tokens, turns } = services;

  function present(id: string) {
    return presentSession(sessions.get(id)!, turns.last(id));
  }

  return new Routes(access)
    .serve(operations.getSession, (c) => c.json(present(c.var.session.id)))
    .serve(operations.cancelTurn, (c) => {
      runner.cancel(c.var.session.id);
      return c.json(present(c.var.session.id));
    })
    .serve(operations.archiveSession, (c) => {
      const { id } = c.var.session;
      runner.cancel(id);
      sessions.setStatus(id, "archived");
      return c.json(present(id));
    })
    .serve(operations.getResult, (c) => {
      const { id } = c.var.session;
      const last = turns.last(id);
      const event = last?.result_event == null ? undefined : log.find(id, last.result_event);
      const result = event === undefined ? null : (JSON.parse(event.json) as unknown);
      return c.json({ last_turn: last ? presentTurn(last) : null, result });
    })
    .serve(listTurns, (c, input) => {
      const query = input.query();
      const rows = turns.list(c.var.session.id, query.cursor ?? 0, query.limit + 1);
      return c.json(pageOf(rows, query.limit, presentTurn));
    })
    .serve(getTurn, (c) => {
      const turn = turns.get(c.var.session.id, c.req.param("turn"));
      if (turn === undefined) throw notFound("turn");
      return c.json(presentTurn(turn));
    })
    .serve(operations.mintClientToken, async (c, input) => {
      const { scopes, ttl } = await input.body();
      const minted = tokens.mint(c.var.session.id, [...new Set(scopes)], ttl);
      const expires_at = new Date(minted.expiresAt).toISOString();
      return c.json({ token: minted.token, scopes: minted.scopes, expires_at }, 201);
    }).app;
}
