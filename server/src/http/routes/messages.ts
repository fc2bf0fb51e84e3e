import { Hono } from "hono";
import type { Services } from "../../services.js";
import type { SessionRow } from "../../store/sessions.js";
import type { Access, Env } from "../access.js";
import { type Message, messageBody, messageDraft } from "../envelope.js";
import { conflict } from "../errors.js";
import { idempotencyKey, readBody } from "../input.js";

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

  return new Hono<Env>().post("/sessions/:id/messages", access.session("steer"), async (c) => {
    const { id } = c.var.session;
    const { message, idempotency_key } = await readBody(c, messageBody);
    const { seq, isNew } = post(id, message, idempotency_key ?? idempotencyKey(c));
    if (isNew) runner.wake(id);
    const { status, head } = sessions.get(id) as SessionRow;
    const event = { id: log.at(id, seq)!.id, seq };
    return c.json({ event, session: { id, status, head } }, isNew ? 202 : 200);
  });
}
