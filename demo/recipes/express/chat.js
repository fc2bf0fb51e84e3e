/*
 * The `endpoint` of <oc-session> with Express:
 *
 *   app.use("/api/chat", chat);
 */
import express from "express";
import { chats, userOf } from "../host.js";
import { MAX_QUESTION_BYTES, readQuestion, startKey } from "../question.js";

const API = process.env.OPENCOMPUTER_URL ?? "https://api.opencomputer.dev/v3";
const TIMEOUT_MS = 30_000;

export const chat = express.Router();

chat.post("/", guard, express.json({ limit: MAX_QUESTION_BYTES }), async (request, response) => {
  const { user } = response.locals;
  response.set("cache-control", "no-store");
  const question = readQuestion(request.body);
  if (!question) return response.sendStatus(400);
  if (question.reason === "start") {
    if (!(await chats.mayStart(user))) return response.sendStatus(429);
    return response.json(await start(user, question));
  }
  const theirs = await chats.find(user, question.session);
  if (!theirs) return response.sendStatus(204);
  return response.json(await mint(theirs));
});

chat.use((error, _request, response, _next) => {
  console.error(error);
  response.sendStatus(error.status ?? 502);
});

function guard(request, response, next) {
  response.locals.user = userOf(request.headers.cookie);
  if (!response.locals.user) return response.sendStatus(401);
  // A form on another site can post with your user's cookies, but not with this content type.
  if (!/^application\/json *(;|$)/i.test(request.headers["content-type"] ?? ""))
    return response.sendStatus(415);
  // Otherwise Express would read the whole body.
  if (Number(request.headers["content-length"]) > MAX_QUESTION_BYTES) return response.sendStatus(413);
  next();
}

/**
 * The key makes the request safe to repeat after a lost answer. It contains the user, so nobody gets another's
 * session.
 */
async function start(user, { text, refs, key }) {
  const { session, client_token } = await call(
    "/sessions",
    { agent: process.env.OPENCOMPUTER_AGENT, input: refs ? { text, refs } : text },
    { "idempotency-key": startKey(user, key) },
  );
  await chats.add(user, session.id);
  return { session: session.id, token: client_token };
}

async function mint(session) {
  const { token, expires_at } = await call(`/sessions/${session}/client-tokens`, {});
  return { session, token, expires_at };
}

/** Calls OpenComputer with the org key, which never leaves this server. */
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
