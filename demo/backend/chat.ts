import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { MAX_QUESTION_BYTES, readQuestion, startKey } from "../recipes/question.js";
import type { OrgApi } from "./api.js";
import type { Conversations } from "./conversations.js";
import type { Inbox } from "./inbox.js";
import type { Visitors } from "./visitors.js";

/** The agent that visitors talk to. */
export const AGENT = {
  name: "coder",
  prompt: "You are a coding assistant.",
  model: "offline/coder",
};

/** Lifetime of a client token in the demo. */
const TOKEN_TTL_S = 900;

type Question = NonNullable<ReturnType<typeof readQuestion>>;

interface CreatedSession {
  session: { id: string };
  client_token: string;
}

/**
 * The backend that a customer writes: it identifies its visitor, has the org key, and grants access to that visitor's
 * conversations. The element calls it by `endpoint="/api/chat"`.
 */
export function chatRoutes(
  api: Pick<OrgApi, "request">,
  visitors: Visitors,
  inbox: Pick<Inbox, "subscribe">,
  conversations: Pick<Conversations, "add" | "has">,
): Hono<{ Bindings: HttpBindings }> {
  /** Starts a conversation with its first message; the same key returns the same conversation. */
  async function begin(visitor: string, { text, refs, key }: Question): Promise<CreatedSession> {
    await api.request("POST", "/agents", AGENT);
    const { body } = await api.request<CreatedSession>(
      "POST",
      "/sessions",
      { agent: AGENT.name, input: refs ? { text, refs } : text },
      { "Idempotency-Key": startKey(visitor, key) },
    );
    await inbox.subscribe(body.session.id);
    return body;
  }

  return new Hono<{ Bindings: HttpBindings }>()
    .post("/chat", bodyLimit({ maxSize: MAX_QUESTION_BYTES }), async (c) => {
      // A form on another site can post with a visitor's cookies, but not with this content type.
      if (!/^application\/json *(;|$)/i.test(c.req.header("content-type") ?? "")) return c.body(null, 415);
      const question = readQuestion(await c.req.json<unknown>().catch(() => null));
      if (!question) return c.body(null, 400);
      if (question.reason === "start") {
        if (!visitors.mayStart(c)) return c.body(null, 429);
        const visitor = await visitors.name(c);
        const { session, client_token } = await begin(visitor, question);
        await visitors.remember(c, session.id);
        conversations.add(visitor, session.id, question.text);
        return c.json({ session: session.id, token: client_token });
      }
      if (question.reason === "new") {
        visitors.leave(c);
        return c.body(null, 204);
      }
      const current = await visitors.session(c);
      const session = question.session ?? current;
      if (session === null) return c.body(null, 204);
      // Any of the visitor's conversations may be open; after a reload it is the last one.
      if (session !== current && !conversations.has(await visitors.name(c), session))
        return c.body(null, 403);
      if (session !== current) await visitors.remember(c, session);
      const path = `/sessions/${session}/client-tokens`;
      const minted = await api.request<{ token: string; expires_at: string }>("POST", path, {
        ttl: TOKEN_TTL_S,
      });
      if (minted.status === 404) return c.body(null, 204);
      await inbox.subscribe(session);
      return c.json({ session, token: minted.body.token, expires_at: minted.body.expires_at });
    })
    .delete("/chat", (c) => {
      visitors.forget(c);
      return c.body(null, 204);
    })
    .post("/chat/cancel", async (c) => {
      const session = await visitors.session(c);
      if (session !== null) await api.request("POST", `/sessions/${session}/cancel`);
      return c.body(null, 204);
    });
}
