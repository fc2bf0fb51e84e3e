import type { Hono } from "hono";
import { type Message, postMessage } from "../../contract/messages.js";
import type { Services } from "../../services.js";
import { isSilent } from "../../runtimes/models.js";
import type { SessionRow, Status } from "../../store/schema/rows.js";
import type { AgentSnapshot } from "../../store/sessions.js";
import type { Access, Env } from "../access.js";
import { messageDraft } from "../envelope.js";
import { conflict } from "../errors.js";
import { Routes } from "../routes.js";

/** Steering: posting a message to a session, which wakes it. */
export function messageRoutes(services: Services, access: Access): Hono<Env> {
  const { store, log, events, sessions, runner } = services;

  /** What a message's post is answered. */
  interface Posted {
    event: { id: string; seq: number };
    status: Status;
    head: number;
    isNew: boolean;
  }

  /** The message that the same key posted before. */
  async function postedBefore(id: string, key: string | null): Promise<Posted | null> {
    const seq = key === null ? undefined : await sessions.posted(id, key);
    if (seq === undefined) return null;
    const { status, head } = (await sessions.get(id)) as SessionRow;
    return { event: { id: (await events.at(id, seq))!.id, seq }, status, head, isNew: false };
  }

  function post(id: string, message: Message, key: string | null, wakes: boolean): Promise<Posted> {
    return store.transaction(async (tx) => {
      const appended = await log.appendTo(tx, id, [messageDraft(message)], { input: true, wakes });
      const [event] = appended.events;
      const { id: eventId, seq } = event!;
      if (key !== null && !(await tx.sessions.rememberPosted(id, key, seq))) throw new PostedBefore();
      if (appended.status === "archived") {
        throw conflict("The session is archived and can only be read.", { code: "session_archived" });
      }
      return { event: { id: eventId, seq }, status: appended.status, head: seq, isNew: true };
    });
  }

  return new Routes(access).serve(postMessage, async (c, input) => {
    const { id, snapshot } = c.var.session;
    const { message, idempotency_key } = await input.body();
    const key = idempotency_key ?? input.idempotencyKey();
    const wakes = !isSilent((JSON.parse(snapshot) as AgentSnapshot).model);
    // Looked for first without a lock: most keys are new, and most repetitions come later.
    const posted =
      (await postedBefore(id, key)) ??
      (await post(id, message, key, wakes).catch(async (error: unknown) => {
        const before = error instanceof PostedBefore ? await postedBefore(id, key) : null;
        if (before === null) throw error;
        return before;
      }));
    const { event, status, head, isNew } = posted;
    if (isNew && wakes) runner.wake(id);
    return c.json({ event, session: { id, status, head } }, isNew ? 202 : 200);
  }).app;
}

/** The same key has posted a message in the meantime. */
class PostedBefore extends Error {
  override readonly name = "PostedBefore";
}
