/*
 * The `endpoint` of <oc-session> with Node's own http server:
 *
 *   if (request.url === "/api/chat") return chat(request, response);
 */
import { chats, userOf } from "../host.js";
import { MAX_QUESTION_BYTES, readQuestion, startKey } from "../question.js";

const API = process.env.OPENCOMPUTER_URL ?? "https://api.opencomputer.dev/v3";
const TIMEOUT_MS = 30_000;

/**
 * @param {import("node:http").IncomingMessage} request
 * @param {import("node:http").ServerResponse} response
 */
export async function chat(request, response) {
  const { status, body } = await answer(request).catch((error) => {
    console.error(error);
    return { status: 502, body: null };
  });
  response.writeHead(status, {
    "content-type": "application/json",
    "cache-control": "no-store",
    // The unread part of the body must not be parsed as the next request.
    ...(request.complete ? {} : { connection: "close" }),
  });
  response.end(body && JSON.stringify(body));
}

/** @param {import("node:http").IncomingMessage} request */
async function answer(request) {
  const user = userOf(request.headers.cookie);
  if (!user) return { status: 401, body: null };
  // A form on another site can post with your user's cookies, but not with this content type.
  if (request.method !== "POST" || !/^application\/json *(;|$)/i.test(request.headers["content-type"] ?? ""))
    return { status: 415, body: null };
  const text = await read(request);
  if (text === null) return { status: 413, body: null };
  const question = readQuestion(parse(text));
  if (!question) return { status: 400, body: null };
  if (question.reason === "start") return start(user, question);
  const theirs = await chats.find(user, question.session);
  return theirs ? { status: 200, body: await mint(theirs) } : { status: 204, body: null };
}

/**
 * Starts a session with the user's first message. The key makes the request safe to repeat after a lost answer; it
 * contains the user, so nobody gets another's session.
 * @param {string} user
 * @param {{ text: string, refs: object | null, key: string }} question
 */
async function start(user, { text, refs, key }) {
  if (!(await chats.mayStart(user))) return { status: 429, body: null };
  const { session, client_token } = await call(
    "/sessions",
    { agent: process.env.OPENCOMPUTER_AGENT, input: refs ? { text, refs } : text },
    { "idempotency-key": startKey(user, key) },
  );
  await chats.add(user, session.id);
  return { status: 200, body: { session: session.id, token: client_token } };
}

/** @param {string} session */
async function mint(session) {
  const { token, expires_at } = await call(`/sessions/${session}/client-tokens`, {});
  return { session, token, expires_at };
}

/**
 * Calls OpenComputer with the org key, which never leaves this server.
 * @param {string} path
 * @param {object} body
 * @param {Record<string, string>} [headers]
 */
async function call(path, body, headers) {
  const authorization = `Bearer ${process.env.OPENCOMPUTER_API_KEY}`;
  const response = await fetch(API + path, {
    method: "POST",
    headers: { authorization, ...headers },
    body: JSON.stringify(body),
    // A redirect would send the message to another address.
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`OpenComputer answered ${response.status} to ${path}.`);
  return response.json();
}

/**
 * Reads the body and counts its bytes, as `Content-Length` can be false; null if it is too long.
 * @param {import("node:http").IncomingMessage} request
 */
async function read(request) {
  if (Number(request.headers["content-length"]) > MAX_QUESTION_BYTES) return null;
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > MAX_QUESTION_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
