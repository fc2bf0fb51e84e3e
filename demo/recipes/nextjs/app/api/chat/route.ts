/*
 * The `endpoint` of <oc-session> as a route handler of Next.js: this file is `app/api/chat/route.ts`. The same
 * function works in every framework whose handlers take a `Request` and return a `Response`.
 */
import { chats, userOf } from "../../../../host.js";
import { MAX_QUESTION_BYTES, readQuestion, startKey } from "../../../../question.js";

type Question = NonNullable<ReturnType<typeof readQuestion>>;

const API = process.env["OPENCOMPUTER_URL"] ?? "https://api.opencomputer.dev/v3";
const TIMEOUT_MS = 30_000;
const HEADERS = { "cache-control": "no-store" };

export async function POST(request: Request): Promise<Response> {
  const user = userOf(request.headers.get("cookie"));
  if (!user) return new Response(null, { status: 401 });
  // A form on another site can post with your user's cookies, but not with this content type.
  if (!/^application\/json *(;|$)/i.test(request.headers.get("content-type") ?? ""))
    return new Response(null, { status: 415 });
  try {
    return await answer(user, await read(request));
  } catch (error) {
    console.error(error);
    return new Response(null, { status: 502 });
  }
}

async function answer(user: string, text: string | null): Promise<Response> {
  if (text === null) return new Response(null, { status: 413, headers: { connection: "close" } });
  const question = readQuestion(parse(text));
  if (!question) return new Response(null, { status: 400 });
  if (question.reason === "start") {
    if (!(await chats.mayStart(user))) return new Response(null, { status: 429 });
    return Response.json(await start(user, question), { headers: HEADERS });
  }
  const session = await chats.find(user, question.session);
  if (!session) return new Response(null, { status: 204 });
  return Response.json(await mint(session), { headers: HEADERS });
}

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
    // Next can cache the answers of fetch.
    cache: "no-store",
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
