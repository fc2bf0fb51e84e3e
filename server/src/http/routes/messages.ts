import type { Hono } from "hono";
import { type Message, postMessage } from "../../contract/messages.js";
import type { Services } from "../../services.js";
import type { SessionRow } from "../../store/sessions.js";
import type { Access, Env } from "../access.js";
import { messageDraft } from "../envelope.js";
import { conflict } from "../errors.js";
import { Routes } from "../routes.js";

/** Steering: posting a message to a session, which wakes it. */
export function messageRoutes(services: Services, access: Access): Hono<Env> {
  const { db, log, sessions, runner } = services;

  /** The seq of the message: that of the first post with the same key, if there was one. */
  function post(id: string, message: Message, key: string | null): { seq: number; isNew: boolean } {
    return db.transaction(() => {
      const posted = key === null ? undefined : sessions.posted(id, key);
      if (posted !== undefined) return { seq: posted, isNew: false };
      const { status } = sessions.get(id) as SessionRow;
      if (status === "archived") {
        throw conflict("The session is archived and can only be read.", { code: "session_archived" });
      }
      const { seq } = log.append(id, [messageDraft(message)], true)[0]!;
      if (key !== null) sessions.rememberPosted(id, key, seq);
      if (status !== "running") sessions.setStatus(id, "queued");
      return { seq, isNew: true };
    });
  }

  return new Routes(access).serve(postMessage, async (c, input) => {
    const { id } = c.var.session;
    const { message, idempotency_key } = await input.body();
    const { seq, isNew } = post(id, message, idempotency_key ?? input.idempotencyKey());
    if (isNew) runner.wake(id);
    const { status, head } = sessions.get(id) as SessionRow;
    const event = { id: log.at(id, seq)!.id, seq };
    return c.json({ event, session: { id, status, head } }, isNew ? 202 : 200);
  }).app;
}
