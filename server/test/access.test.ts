import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Api, type MadeSession } from "./support/api.js";

/** A route, and the status that each kind of credential gets on it. */
interface Row {
  route: string;
  body?: unknown;
  read: number;
  full: number;
  org: number;
}

const CREDENTIALS = ["none", "garbage", "expired", "other", "read", "full", "org"] as const;

let api: Api;
let session: MadeSession;
let tokens: Record<(typeof CREDENTIALS)[number], string | null>;

before(async () => {
  api = await Api.start();
  session = await api.session();
  const other = await api.session();
  const expiring = await api.session();
  const mint = async (id: string, scopes: string[]) =>
    (await api.post(`/sessions/${id}/client-tokens`, { scopes })).body.token as string;
  tokens = {
    none: null,
    garbage: "ct_garbage",
    expired: session.token,
    other: other.token,
    read: "",
    full: "",
    org: api.server.orgKey,
  };
  await api.server.expireTokens(session.id);
  tokens.read = await mint(session.id, ["read"]);
  tokens.full = await mint(session.id, ["read", "steer"]);
  assert.notEqual(expiring.token, other.token);
});

after(() => api.close());

// What every other credential gets is the same on all routes: 401 without a valid one, and to another
// session's token nothing of this session exists, and nothing of the org is allowed.
const ORG_ROUTES: Row[] = [
  { route: "POST /agents", org: 422 },
  { route: "GET /agents", org: 200 },
  { route: "GET /agents/agt_none", org: 404 },
  { route: "PATCH /agents/agt_none", org: 404 },
  { route: "DELETE /agents/agt_none", org: 404 },
  { route: "POST /credentials", org: 422 },
  { route: "GET /credentials", org: 200 },
  { route: "GET /credentials/cred_none", org: 404 },
  { route: "PATCH /credentials/cred_none", org: 404 },
  { route: "DELETE /credentials/cred_none", org: 404 },
  { route: "PUT /credentials/default", org: 422 },
  { route: "POST /sessions", org: 422 },
  { route: "GET /sessions", org: 200 },
].map((row) => ({ ...row, read: 403, full: 403 }));

const SESSION_ROUTES: Row[] = [
  { route: "GET /events", read: 200, full: 200, org: 200 },
  { route: "GET /events/evt_none", read: 404, full: 404, org: 404 },
  { route: "GET /events/evt_none/content", read: 404, full: 404, org: 404 },
  { route: "GET /messages", read: 200, full: 200, org: 200 },
  { route: "POST /messages", body: { text: "Hi" }, read: 403, full: 202, org: 202 },
  ...[
    { route: "GET ", org: 200 },
    { route: "GET /result", org: 200 },
    { route: "GET /turns", org: 200 },
    { route: "GET /turns/trn_none", org: 404 },
    { route: "POST /client-tokens", org: 201 },
    { route: "POST /destinations", org: 422 },
    { route: "GET /destinations", org: 200 },
    { route: "GET /destinations/dst_none", org: 404 },
    { route: "PATCH /destinations/dst_none", org: 404 },
    { route: "DELETE /destinations/dst_none", org: 404 },
    { route: "GET /deliveries", org: 200 },
    { route: "GET /deliveries/dlv_none", org: 404 },
    { route: "POST /deliveries/dlv_none/redeliver", org: 404 },
    { route: "POST /cancel", org: 200 },
    { route: "POST /archive", org: 200 },
  ].map((row) => ({ ...row, read: 403, full: 403 })),
];

/** What each credential gets on a route, by `expect`. */
async function check(route: string, body: unknown, expect: Record<string, number>): Promise<void> {
  const [method = "", path = ""] = route.split(" ");
  const got: Record<string, number> = {};
  for (const name of CREDENTIALS) {
    const sent = body ?? (["POST", "PATCH", "PUT"].includes(method) ? {} : undefined);
    const answer = await api.call(method, path, sent, tokens[name]);
    got[name] = answer.status;
    if (answer.status >= 400) assert.ok(answer.body.error.message, `${route} as ${name} says why`);
  }
  assert.deepEqual(got, expect, route);
}

for (const { route, body, read, full, org } of ORG_ROUTES) {
  test(`${route} is for the org key`, () =>
    check(route, body, { none: 401, garbage: 401, expired: 401, other: 403, read, full, org }));
}

for (const { route, body, read, full, org } of SESSION_ROUTES) {
  test(`${route.replace(" ", " /sessions/:id")} keeps to its callers`, () =>
    check(route.replace(" ", ` /sessions/${session.id}`), body, {
      none: 401,
      garbage: 401,
      expired: 401,
      other: 404,
      read,
      full,
      org,
    }));
}

test("a session that does not exist looks like another's", async () => {
  for (const token of [tokens.full, tokens.org]) {
    const { status, body } = await api.get("/sessions/ses_none/events", token);
    assert.equal(status, 404);
    assert.deepEqual(Object.keys(body.error).sort(), ["message", "request_id", "type"]);
    assert.equal(body.error.type, "not_found");
  }
});

test("a token in the query opens the stream and nothing else; the org key opens nothing there", async () => {
  const { id, token } = await api.session();
  const status = async (path: string, method = "GET") => {
    const abort = new AbortController();
    const response = await fetch(`${api.base}/sessions/${id}${path}`, { method, signal: abort.signal });
    abort.abort();
    return response.status;
  };
  assert.equal(await status(`/events?stream=sse&token=${token}`), 200);
  assert.equal(await status(`/events?token=${token}`), 401);
  assert.equal(await status(`/messages?token=${token}`), 401);
  assert.equal(await status(`/messages?stream=sse&token=${token}`), 401);
  assert.equal(await status(`/events/evt_1?stream=sse&token=${token}`), 401);
  assert.equal(await status(`/messages?token=${token}`, "POST"), 401);
  assert.equal(await status(`/events?stream=sse&token=${api.server.orgKey}`), 401);
});

test("a token lives as long as was asked, within the bounds", async () => {
  const { id } = await api.session();
  const { status, body } = await api.post(`/sessions/${id}/client-tokens`, { scopes: ["read"], ttl: 60 });
  assert.equal(status, 201);
  assert.deepEqual(body.scopes, ["read"]);
  const lives = Date.parse(body.expires_at) - Date.now();
  assert.ok(lives > 50_000 && lives <= 60_000);
  for (const ttl of [59, 86_401, 90.5, "60"]) {
    const refused = await api.post(`/sessions/${id}/client-tokens`, { ttl });
    assert.deepEqual([refused.status, refused.body.error.param], [422, "ttl"]);
  }
});

test("a stream ends when its token is expired", async () => {
  const made = await api.session();
  const stream = await api.stream(made);
  const ours = await api.stream({ id: made.id, token: api.server.orgKey });
  await stream.comments(1);
  assert.equal(await api.server.expireTokens(made.id), 1);
  await stream.end();
  await api.server.appendEvents(made.id, [
    { type: "agent.message", body: { text: "The org key's stream goes on." } },
  ]);
  await ours.count(2);
  ours.close();
  assert.equal((await api.stream(made)).response.status, 401);
});
