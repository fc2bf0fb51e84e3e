import type { Hono } from "hono";
import { postMessage } from "../../contract/messages.js";
import type { Services } from "../../services.js";
import { SessionArchived } from "../../log/posting.js";
import { PostedBefore } from "../../store/errors.js";
import { isSilent } from "../../runtimes/models.js";
import type { Status } from "../../store/schema/rows.js";
import type { AgentSnapshot } from "../../store/sessions.js";
import type { Access, Env } from "../access.js";
import { messageDraft } from "../envelope.js";
import { conflict, notFound } from "../errors.js";
import { Routes } from "../routes.js";

/** Posting a message to a session, which starts a turn. */
export function messageRoutes(services: Services, access: Access): Hono<Env> {
  const { posting, events, sessions, runner } = services;

  /** The answer to a post. */
  interface Answered {
    event: { id: string; seq: number };
    session: { id: string; status: Status; head: number };
  }

  /**
   * The message that was posted with the same key before.
   *
   * @throws ApiError 404 if the session was deleted meanwhile
   */
  async function postedBefore(id: string, key: string | null): Promise<Answered | null> {
    const seq = key === null ? undefined : await events.posted(id, key);
    if (seq === undefined) return null;
    const [session, event] = [await sessions.get(id), await events.at(id, seq)];
    if (session === undefined || event === undefined) throw notFound("session");
    return { event: { id: event.id, seq }, session: { id, status: session.status, head: session.head } };
  }

  return new Routes(access).serve(postMessage, async (c, input) => {
    const { id, snapshot, has_destinations } = c.var.session;
    const { message, idempotency_key } = await input.body();
    const key = idempotency_key ?? input.idempotencyKey();
    const wakes = !isSilent((JSON.parse(snapshot) as AgentSnapshot).model);
    const isPlain = has_destinations === 0;
    try {
      const { event, status } = await posting.post(id, { draft: messageDraft(message), wakes, key, isPlain });
      if (wakes) runner.wake(id);
      const { id: eventId, seq } = event;
      return c.json({ event: { id: eventId, seq }, session: { id, status, head: seq } }, 202);
    } catch (error) {
      if (error instanceof SessionArchived) {
        throw conflict("The session is archived and can only be read.", { code: "session_archived" });
      }
      const before = error instanceof PostedBefore ? await postedBefore(id, key) : null;
      if (before === null) throw error;
      return c.json(before, 200);
    }
  }).app;
}
