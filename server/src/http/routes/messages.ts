import type { Hono } from "hono";
import { type Message, postMessage } from "../../contract/messages.js";
import type { Services } from "../../services.js";
import type { SessionRow } from "../../store/schema/rows.js";
import type { Access, Env } from "../access.js";
import { messageDraft } from "../envelope.js";
import { conflict, notFound } from "../errors.js";
import { Routes } from "../routes.js";

/** Steering: posting a message to a session, which wakes it. */
export function messageRoutes(services: Services, access: Access): Hono<Env> {
  const { store, log, events, sessions, runner } = services;

  /** The seq of the message: that of the first post with the same key, if there was one. */
  function post(id: string, message: Message, key: string | null): Promise<{ seq: number; isNew: boolean }> {
    return store.transaction(async (tx) => {
      const session = await tx.sessions.lock(id);
      const posted = key === null ? undefined : await tx.sessions.posted(id, key);
      if (posted !== undefined) return { seq: posted, isNew: false };
      if (session === undefined) throw notFound("session");
      if (session.status === "archived") {
        throw conflict("The session is archived and can only be read.", { code: "session_archived" });
      }
      const [event] = await log.appendIn(tx, id, [messageDraft(message)], true);
      const { seq } = event!;
      if (key !== null) await tx.sessions.rememberPosted(id, key, seq);
      if (session.status !== "running") await tx.sessions.setStatus(id, "queued");
      return { seq, isNew: true };
    });
  }

  return new Routes(access).serve(postMessage, async (c, input) => {
    const { id } = c.var.session;
    const { message, idempotency_key } = await input.body();
    const { seq, isNew } = await post(id, message, idempotency_key ?? input.idempotencyKey());
    if (isNew) runner.wake(id);
    const { status, head } = (await sessions.get(id)) as SessionRow;
    const event = { id: (await events.at(id, seq))!.id, seq };
    return c.json({ event, session: { id, status, head } }, isNew ? 202 : 200);
  }).app;
}
