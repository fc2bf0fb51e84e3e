/*
 * The `endpoint` of <oc-session> with Hono:
 *
 *   app.route("/api/chat", chat);
 */
import { Hono } from "hono";
import type { ClientTokenQuestion } from "oc-session/core";
import { chats, userOf } from "../host.js";

const API = process.env["OPENCOMPUTER_URL"] ?? "https://api.opencomputer.dev/v3";

export const chat = new Hono();

chat.post("/", async (c) => {
  const user = userOf(c.req.header("cookie"));
  if (!user) return c.body(null, 401);
  // Another site's form can post to you with your user's cookies, but not with this type.
  if (!c.req.header("content-type")?.startsWith("application/json")) return c.body(null, 415);
  c.header("cache-control", "no-store");
  const question = await c.req.json<ClientTokenQuestion>();
  if (question.reason === "start") return c.json(await start(user, question));
  const session = await chats.find(user, question.session);
  return session ? c.json(await mint(session)) : c.body(null, 204);
});

chat.onError((error, c) => {
  console.error(error);
  return c.body(null, error instanceof SyntaxError ? 400 : 502);
});

/** The key makes it safe to ask again after a lost answer; with the user in it, nobody is given another's session. */
async function start(user: string, { input, idempotency_key }: ClientTokenQuestion) {
  const { session, client_token } = await call<{ session: { id: string }; client_token: string }>(
    "/sessions",
    { agent: process.env["OPENCOMPUTER_AGENT"], input: input?.refs ? input : input?.text },
    { "idempotency-key": `${user}:${idempotency_key}` },
  );
  await chats.add(user, session.id);
  return { session: session.id, token: client_token };
}

async function mint(session: string) {
  const path = `/sessions/${session}/client-tokens`;
  const { token, expires_at } = await call<{ token: string; expires_at: string }>(path, {});
  return { session, token, expires_at };
}

/** Calls OpenComputer with the org key, which never leaves this server. */
async function call<Answer>(path: string, body: object, headers: Record<string, string> = {}) {
  const authorization = `Bearer ${process.env["OPENCOMPUTER_API_KEY"]}`;
  const init = { method: "POST", headers: { authorization, ...headers }, body: JSON.stringify(body) };
  const response = await fetch(API + path, init);
  if (!response.ok) throw new Error(`OpenComputer answered ${response.status} to ${path}.`);
  return (await response.json()) as Answer;
}
