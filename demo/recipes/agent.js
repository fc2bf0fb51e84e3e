/*
 * The server routes between <oc-session protocol="serverless"> and the agents API, as a function from a `Request` to
 * a `Response`: the `endpoint`, and the four routes by which the chat reads, sends and stops. Browsers cannot call
 * the API, and its key opens every session, so these routes decide who may do what.
 */
import { MAX_QUESTION_BYTES, readQuestion, startKey } from "./question.js";
import { forBrowser, isId, isSameOrigin, MAX_TURN_BYTES, readTurn } from "./turn.js";

const TIMEOUT_MS = 30_000;

/**
 * @typedef {object} Host
 * @property {{ readonly url: string, readonly key: string, readonly agent: string }} api
 * @property {(request: Request) => Promise<string | null> | string | null} userOf who is signed in
 * @property {(user: string, asked: string | null) => Promise<string | null>} find the session of theirs that is
 *   asked for, or their newest
 * @property {(user: string, session: string) => Promise<void>} add keeps a session as theirs
 * @property {(user: string) => Promise<boolean>} mayStart counts a start; false when there were too many
 *
 * @typedef {{ status: number, body?: unknown, retryAfter?: string | null }} Answer
 */

/**
 * @param {string} base path that it answers below, such as `/api/agent`: the chat's `endpoint` and `base-url`
 * @param {Host} host
 * @returns {(request: Request) => Promise<Response>}
 */
export function agentRoutes(base, host) {
  return async (request) => {
    const answer = await answerTo(base, host, request).catch((error) => {
      console.error(error);
      return { status: 502, body: undefined, retryAfter: null };
    });
    const { status, body, retryAfter } = answer;
    const headers = new Headers({ "cache-control": "no-store", "x-content-type-options": "nosniff" });
    if (body !== undefined) headers.set("content-type", "application/json");
    if (retryAfter) headers.set("retry-after", retryAfter);
    // The unread part of the body must not be parsed as the next request.
    if (status === 413) headers.set("connection", "close");
    return new Response(body === undefined ? null : JSON.stringify(body), { status, headers });
  };
}

/**
 * @param {string} base
 * @param {Host} host
 * @param {Request} request
 * @returns {Promise<Answer>}
 */
async function answerTo(base, host, request) {
  const { pathname, searchParams } = new URL(request.url);
  const user = await host.userOf(request);
  if (!user) return { status: 401 };
  const { headers, method } = request;
  if (method === "POST" && !isSameOrigin(headers.get("origin"), headers.get("host"))) return { status: 403 };
  const [, root, session, ...rest] = pathname.slice(base.length).split("/");
  if (root === undefined) return method === "POST" ? endpoint(base, host, user, request) : { status: 405 };
  // Another person's session gets the same answer as one that does not exist.
  if (root !== "sessions" || !isId(session) || (await host.find(user, session)) !== session)
    return { status: 404 };
  const path = `/sessions/${session}`;
  const route = `${method} ${rest.join("/")}`;
  if (route === "GET events") return read(host.api, path, searchParams.get("after") ?? "0");
  if (route === "POST turns") return send(host.api, path, request);
  if (route === "POST interrupt") return stop(host.api, `${path}/interrupt`);
  const question = /^POST questions\/([\w-]{1,100})\/dismiss$/.exec(route)?.[1];
  return question ? stop(host.api, `${path}/questions/${question}/dismiss`) : { status: 404 };
}

/**
 * Finds the person's conversation, or starts a new one.
 * @param {string} base
 * @param {Host} host
 * @param {string} user
 * @param {Request} request
 * @returns {Promise<Answer>}
 */
async function endpoint(base, host, user, request) {
  const { status, value } = await readJson(request, MAX_QUESTION_BYTES);
  if (status) return { status };
  const asked = readQuestion(value);
  if (!asked) return { status: 400 };
  const way = { protocol: "serverless", base_url: base };
  if (asked.reason !== "start") {
    const session = await host.find(user, asked.session);
    return session ? { status: 200, body: { session, ...way } } : { status: 204 };
  }
  if (!(await host.mayStart(user))) return { status: 429 };
  // The keys make the request safe to repeat after a lost answer. They contain the user, so nobody gets another's
  // session.
  const labels = { user: user.slice(0, 256) };
  const made = await call(
    host.api,
    "POST",
    "/sessions",
    { agentId: host.api.agent, labels },
    startKey(user, asked.key),
  );
  if (!made.isOk) return made.answer;
  const session = made.body.session.id;
  await host.add(user, session);
  const turn = { input: asked.text, idempotencyKey: asked.key, ...(asked.refs && { payload: asked.refs }) };
  const sent = await call(host.api, "POST", `/sessions/${session}/turns`, turn);
  return sent.isOk ? { status: 200, body: { session, ...way } } : sent.answer;
}

/**
 * @param {Host["api"]} api
 * @param {string} path
 * @param {string} after
 * @returns {Promise<Answer>}
 */
async function read(api, path, after) {
  if (!/^\d{1,15}$/.test(after)) return { status: 400 };
  const page = await call(api, "GET", `${path}/events?after=${after}`);
  return page.isOk ? { status: 200, body: { events: forBrowser(page.body.events) } } : page.answer;
}

/**
 * @param {Host["api"]} api
 * @param {string} path
 * @param {Request} request
 * @returns {Promise<Answer>}
 */
async function send(api, path, request) {
  const { status, value } = await readJson(request, MAX_TURN_BYTES);
  if (status) return { status };
  const turn = readTurn(value);
  if (!turn) return { status: 400, body: { error: { code: "invalid_turn" } } };
  const sent = await call(api, "POST", `${path}/turns`, turn);
  return sent.isOk ? { status: sent.answer.status, body: sent.body } : sent.answer;
}

/**
 * The API answers with the whole session, which the browser must not receive; the log shows the result.
 * @param {Host["api"]} api
 * @param {string} path
 * @returns {Promise<Answer>}
 */
async function stop(api, path) {
  const stopped = await call(api, "POST", path, {});
  return stopped.isOk ? { status: 204 } : stopped.answer;
}

/**
 * Calls the agents API with the key, which never leaves this server.
 * @param {Host["api"]} api
 * @param {"GET" | "POST"} method
 * @param {string} path
 * @param {object} [body]
 * @param {string} [key] makes the request safe to repeat
 * @returns {Promise<{ isOk: boolean, body: any, answer: Answer }>} `answer` is a refusal without details, for the
 *   browser
 */
async function call(api, method, path, body, key) {
  const response = await fetch(api.url + path, {
    method,
    headers: {
      "x-api-key": api.key,
      ...(body && { "content-type": "application/json" }),
      ...(key && { "idempotency-key": key }),
    },
    ...(body && { body: JSON.stringify(body) }),
    // A redirect would send the key to another address.
    redirect: "manual",
    cache: "no-store",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const { status } = response;
  if (response.ok) return { isOk: true, body: await response.json(), answer: { status } };
  // A refused key is an error of this server; signing in again would not help the person.
  if (status < 400 || status === 401 || status === 403)
    throw new Error(`The agents API answered ${status} to ${path}.`);
  const { error } = await response.json().catch(() => ({}));
  const retryAfter = response.headers.get("retry-after");
  // The browser gets the code only; the rest, such as a billing address, is not for the person.
  const told = typeof error?.code === "string" ? { error: { code: error.code } } : undefined;
  return { isOk: false, body: null, answer: { status, body: told, retryAfter } };
}

/**
 * Reads a JSON body and counts its bytes, as `Content-Length` can be false.
 * @param {Request} request
 * @param {number} limit in bytes
 * @returns {Promise<{ status: number, value: unknown }>} the status of the refusal, or 0
 */
async function readJson(request, limit) {
  // A form on another site cannot send this content type.
  if (!/^application\/json *(;|$)/i.test(request.headers.get("content-type") ?? ""))
    return { status: 415, value: null };
  if (Number(request.headers.get("content-length")) > limit) return { status: 413, value: null };
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > limit) return { status: 413, value: null };
    chunks.push(chunk);
  }
  try {
    return { status: 0, value: JSON.parse(Buffer.concat(chunks).toString("utf8")) };
  } catch {
    return { status: 400, value: null };
  }
}
