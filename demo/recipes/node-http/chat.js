/*
 * The `endpoint` of <oc-session> with Node's own http server:
 *
 *   if (request.url === "/api/chat") return chat(request, response);
 */
import { chats, userOf } from "../host.js";

const API = process.env.OPENCOMPUTER_URL ?? "https://api.opencomputer.dev/v3";

/**
 * @param {import("node:http").IncomingMessage} request
 * @param {import("node:http").ServerResponse} response
 */
export async function chat(request, response) {
  const { status, body } = await answer(request).catch((error) => {
    console.error(error);
    return { status: error instanceof SyntaxError ? 400 : 502, body: null };
  });
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(body && JSON.stringify(body));
}

/** @param {import("node:http").IncomingMessage} request */
async function answer(request) {
  const user = userOf(request.headers.cookie);
  if (!user) return { status: 401, body: null };
  // Another site's form can post to you with your user's cookies, but not with this type.
  if (request.method !== "POST" || !request.headers["content-type"]?.startsWith("application/json"))
    return { status: 415, body: null };
  const { reason, session, input, idempotency_key } = await read(request);
  if (reason === "start") return { status: 200, body: await start(user, input, idempotency_key) };
  const theirs = await chats.find(user, session);
  return theirs ? { status: 200, body: await mint(theirs) } : { status: 204, body: null };
}

/**
 * Begins a session with the user's first message. The key makes it safe to ask again after a lost answer; with
 * the user in it, nobody can be given another's session.
 * @param {string} user
 * @param {{ text: string, refs: object | null }} input
 * @param {string} key
 */
async function start(user, { text, refs }, key) {
  const { session, client_token } = await call(
    "/sessions",
    { agent: process.env.OPENCOMPUTER_AGENT, input: refs ? { text, refs } : text },
    { "idempotency-key": `${user}:${key}` },
  );
  await chats.add(user, session.id);
  return { session: session.id, token: client_token };
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
  const init = { method: "POST", headers: { authorization, ...headers }, body: JSON.stringify(body) };
  const response = await fetch(API + path, init);
  if (!response.ok) throw new Error(`OpenComputer answered ${response.status} to ${path}.`);
  return response.json();
}

/** @param {import("node:http").IncomingMessage} request */
async function read(request) {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += chunk;
    if (text.length > 1e6) throw new Error("The question is too long.");
  }
  return JSON.parse(text);
}
