import type { Hono } from "hono";
import * as operations from "../../contract/sessions.js";
import { getTurn, listTurns } from "../../contract/turns.js";
import type { Services } from "../../services.js";
import type { Access, Env } from "../access.js";
import { notFound } from "../errors.js";
import { pageOf } from "../page.js";
import { presentSession, presentTurn } from "../present.js";
import { Routes } from "../routes.js";

/** One session: its state, turns, result and client tokens; ending and deleting it. */
export function oneSessionRoutes(services: Services, access: Access): Hono<Env> {
  const { events, log, runner, store, sessions, tokens, turns } = services;

  /** @throws ApiError 404 if the session was deleted meanwhile */
  async function present(id: string) {
    const session = await sessions.get(id);
    if (session === undefined) throw notFound("session");
    return presentSession(session, await turns.last(id));
  }

  return new Routes(access)
    .serve(operations.getSession, async (c) => c.json(await present(c.var.session.id)))
    .serve(operations.cancelTurn, async (c) => {
      await runner.cancel(c.var.session.id);
      return c.json(await present(c.var.session.id));
    })
    .serve(operations.archiveSession, async (c) => {
      const { id } = c.var.session;
      // The status is set first, because the end of the cancelled turn starts the next waiting one.
      await sessions.setStatus(id, "archived");
      await runner.cancel(id);
      return c.json(await present(id));
    })
    .serve(operations.deleteSession, async (c) => {
      const { id } = c.var.session;
      // As above: a waiting turn would begin in a session that is being deleted.
      await sessions.setStatus(id, "archived");
      await runner.cancel(id);
      await store.transaction((tx) => tx.sessions.delete(id));
      log.findDeleted();
      return c.body(null, 204);
    })
    .serve(operations.getResult, async (c) => {
      const { id } = c.var.session;
      const last = await turns.last(id);
      const event = last?.result_event == null ? undefined : await events.find(id, last.result_event);
      const result = event === undefined ? null : (JSON.parse(event.json) as unknown);
      return c.json({ last_turn: last ? presentTurn(last) : null, result });
    })
    .serve(listTurns, async (c, input) => {
      const query = input.query();
      const rows = await turns.list(c.var.session.id, query.cursor ?? 0, query.limit + 1);
      return c.json(pageOf(rows, query.limit, presentTurn));
    })
    .serve(getTurn, async (c) => {
      const turn = await turns.get(c.var.session.id, c.req.param("turn"));
      if (turn === undefined) throw notFound("turn");
      return c.json(presentTurn(turn));
    })
    .serve(operations.mintClientToken, async (c, input) => {
      const { scopes, ttl } = await input.body();
      const minted = await tokens.mint(c.var.session.id, [...new Set(scopes)], ttl);
      const expires_at = new Date(minted.expiresAt).toISOString();
      return c.json({ token: minted.token, scopes: minted.scopes, expires_at }, 201);
    }).app;
}
