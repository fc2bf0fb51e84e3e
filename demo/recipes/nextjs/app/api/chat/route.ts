/*
 * The `endpoint` of <oc-session> as a route handler of Next.js: this file is `app/api/chat/route.ts`. The same
 * function serves wherever a handler takes a `Request` and gives a `Response`.
 */
import type { ClientTokenQuestion } from "oc-session/core";
import { chats, userOf } from "../../../../host.js";

const API = process.env["OPENCOMPUTER_URL"] ?? "https://api.opencomputer.dev/v3";
const HEADERS = { "cache-control": "no-store" };

export async function POST(request: Request): Promise<Response> {
  const user = userOf(request.headers.get("cookie"));
  if (!user) return new Response(null, { status: 401 });
  // Another site's form can post to you with your user's cookies, but not with this type.
  if (!request.headers.get("content-type")?.startsWith("application/json"))
    return new Response(null, { status: 415 });
  try {
    const question = (await request.json()) as ClientTokenQuestion;
    if (question.reason === "start") return Response.json(await start(user, question), { headers: HEADERS });
    const session = await chats.find(user, question.session);
    if (!session) return new Response(null, { status: 204 });
    return Response.json(await mint(session), { headers: HEADERS });
  } catch (error) {
    console.error(error);
    return new Response(null, { status: error instanceof SyntaxError ? 400 : 502 });
  }
}

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
  // Next keeps the answers of a plain fetch.
  const response = await fetch(API + path, { ...init, cache: "no-store" });
  if (!response.ok) throw new Error(`OpenComputer answered ${response.status} to ${path}.`);
  return (await response.json()) as Answer;
}
