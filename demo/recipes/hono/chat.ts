/*
 * The `endpoint` of <oc-session> with Hono:
 *
 *   app.route("/api/chat", chat);
 */
import { Hono } from "hono";
import { chats, userOf } from "../host.js";
import { MAX_QUESTION_BYTES, readQuestion, startKey } from "../question.js";

type Question = NonNullable<ReturnType<typeof readQuestion>>;

const API = process.env["OPENCOMPUTER_URL"] ?? "https://api.opencomputer.dev/v3";
const TIMEOUT_MS = 30_000;

export const chat = new Hono();

chat.post("/", async (c) => {
  const user = userOf(c.req.header("cookie"));
  if (!user) return c.body(null, 401);
  // A form on another site can post with your user's cookies, but not with this content type.
  if (!/^application\/json *(;|$)/i.test(c.req.header("content-type") ?? "")) return c.body(null, 415);
  c.header("cache-control", "no-store");
  const text = await read(c.req.raw);
  if (text === null) return c.body(null, 413, { connection: "close" });
  const question = readQuestion(parse(text));
  if (!question) return c.body(null, 400);
  if (question.reason === "start")
    return (await chats.mayStart(user)) ? c.json(await start(user, question)) : c.body(null, 429);
  const session = await chats.find(user, question.session);
  return session ? c.json(await mint(session)) : c.body(null, 204);
});

chat.onError((error, c) => {
  console.error(error);
  return c.body(null, 502);
});

/**
 * The key makes the request safe to repeat after a lost answer. It contains the user, so nobody gets another's
 * session.
 */
async function start(user: string, { text, refs, key }: Question) {
  const { session, client_token } = await call<{ session: { id: string }; client_token: string }>(
    "/sessions",
    { agent: process.env["OPENCOMPUTER_AGENT"], input: refs ? { text, refs } : text },
    { "idempotency-key": startKey(user, key) },
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
  const response = await fetch(API + path, {
    method: "POST",
    headers: { authorization, ...headers },
    body: JSON.stringify(body),
    // A redirect would send the message to another address.
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`OpenComputer answered ${response.status} to ${path}.`);
  return (await response.json()) as Answer;
}

/** Reads the body and counts its bytes, as `Content-Length` can be false; null if it is too long. */
async function read(request: Request): Promise<string | null> {
  if (Number(request.headers.get("content-length")) > MAX_QUESTION_BYTES) return null;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (request.body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > MAX_QUESTION_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
