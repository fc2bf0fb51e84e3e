import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Json } from "./support/json.js";
import { ServerlessApi } from "./support/serverless.js";

let api: ServerlessApi;
before(async () => void (api = await ServerlessApi.start()));
after(() => api.close());

describe("the key", () => {
  test("is the server's, in x-api-key; without it there is a plain text for an error", async () => {
    for (const key of [null, "osb_wrong"]) {
      const { status, body } = await api.call("GET", "/sessions", undefined, {}, key);
      assert.equal(status, 401);
      assert.equal(typeof body.error, "string");
    }
    const bearer = { Authorization: `Bearer ${api.server.orgKey}` };
    assert.equal((await api.call("GET", "/sessions", undefined, bearer, null)).status, 401);
  });

  test("no page may use: there are no CORS headers, not even for a preflight", async () => {
    for (const method of ["GET", "OPTIONS"]) {
      const { headers } = await fetch(`${api.base}/sessions`, {
        method,
        headers: { Origin: "https://a.test" },
      });
      assert.equal(headers.get("access-control-allow-origin"), null);
    }
  });

  test("an unknown route has a plain text too, an unknown session a code", async () => {
    const route = await api.get("/nothing");
    assert.equal(route.status, 404);
    assert.equal(typeof route.body.error, "string");
    for (const [method, path] of [
      ["GET", "/sessions/none"],
      ["GET", "/sessions/none/events"],
      ["POST", "/sessions/none/turns"],
      ["POST", "/sessions/none/interrupt"],
      ["POST", "/sessions/none/end"],
      ["PATCH", "/sessions/none/labels"],
    ] as const) {
      const answer = await api.call(
        method,
        path,
        method === "GET" ? undefined : path.endsWith("turns") ? { input: "Hi" } : {},
      );
      assert.equal(answer.status, 404, path);
      assert.equal(answer.body.error.code, "not_found");
      assert.equal(typeof answer.body.error.message, "string");
    }
  });

  test("the character NUL is in no id and no name, whatever the database could hold", async () => {
    const reference = "a\0b";
    assert.equal(
      (await api.post("/sessions", { agentId: "silent", externalReference: reference })).status,
      400,
    );
    assert.equal((await api.get("/sessions?externalReference=a%00b")).status, 400);
    assert.equal((await api.get("/sessions/%00")).status, 404);
    assert.equal((await api.post("/sessions/%00/turns", { input: "Hi" })).status, 404);
  });

  test("the address may have a /v1", async () => {
    const { status } = await fetch(`${api.base}/v1/sessions`, {
      headers: { "x-api-key": api.server.orgKey },
    });
    assert.equal(status, 200);
  });
});

describe("creating", () => {
  test("gives a session without a turn, by the agent's name or deployment", async () => {
    const { status, body } = await api.post("/sessions", { agentId: "helper@development" });
    assert.equal(status, 201);
    assert.deepEqual(Object.keys(body.session), ["id", "executionMode", "status", "createdAt"]);
    assert.match(body.session.id, /^[\da-f-]{36}$/);
    assert.equal(body.session.status, "idle");
    const { deployment } = body;
    const other = await api.post("/sessions", { deploymentId: deployment.id });
    assert.equal(other.status, 201);
    const shown = (await api.get(`/sessions/${body.session.id}`)).body;
    assert.deepEqual(shown.turns, []);
    assert.equal(shown.environment, "development");
    assert.equal(shown.agentId, "helper");
    assert.equal(shown.question, null);
    assert.equal(shown.result, null);
    const [created] = await api.events(body.session.id);
    assert.equal(created.type, "session.created");
    assert.deepEqual(created.data, { agentId: "helper", deploymentId: deployment.id });
  });

  test("happens once for a key; labels are left out of the comparison, all else is in it", async () => {
    const headers = { "Idempotency-Key": "create-1" };
    const asked = { agentId: "helper", externalReference: "order-7", labels: { user: "ada" } };
    const first = await api.post("/sessions", asked, headers);
    assert.equal(first.body.session.externalReference, "order-7");
    const again = await api.post("/sessions", { ...asked, labels: { user: "eve" } }, headers);
    assert.equal(again.status, 200);
    assert.equal(again.body.session.id, first.body.session.id);
    assert.deepEqual((await api.get(`/sessions/${first.body.session.id}`)).body.labels, { user: "ada" });
    for (const other of [
      { agentId: "silent" },
      { externalReference: "order-8" },
      { environment: "development" },
    ]) {
      const { status, body } = await api.post("/sessions", { ...asked, ...other }, headers);
      assert.equal(status, 409);
      assert.equal(body.error.code, "idempotency_conflict");
    }
  });

  test("is repeated for its key also after the agent has a newer deployment", async () => {
    const asV3 = (method: string, path: string, body: object) =>
      fetch(`${api.server.url}/v3${path}`, {
        method,
        headers: { Authorization: `Bearer ${api.server.orgKey}` },
        body: JSON.stringify(body),
      }).then((response) => response.json() as Promise<Json>);
    const { id } = await asV3("POST", "/agents", { name: "moved", prompt: "", model: "offline/silent" });
    const { body } = await api.post("/sessions", { agentId: "moved" });
    const asked = { deploymentId: body.deployment.id };
    const headers = { "Idempotency-Key": "moved-1" };
    const first = await api.post("/sessions", asked, headers);
    assert.equal(first.status, 201);
    await asV3("PATCH", `/agents/${id}`, { prompt: "You moved." });
    const again = await api.post("/sessions", asked, headers);
    assert.deepEqual([again.status, again.body.session?.id], [200, first.body.session.id]);
    assert.equal((await api.post("/sessions", asked)).status, 404);
  });

  const bad: Record<string, [body: unknown, status: number, code: string]> = {
    "an unknown agent": [{ agentId: "nobody" }, 404, "deployment_not_found"],
    "an unknown deployment": [{ deploymentId: "helper:0" }, 404, "deployment_not_found"],
    "an unknown environment": [{ agentId: "helper", environment: "moon" }, 400, "invalid_environment"],
    "a label with a capital": [{ agentId: "helper", labels: { User: "x" } }, 400, "invalid_labels"],
    "a label that is a number": [{ agentId: "helper", labels: { user: 1 } }, 400, "invalid_labels"],
    "a label too long": [{ agentId: "helper", labels: { user: "x".repeat(257) } }, 400, "invalid_labels"],
    "too many labels": [
      { agentId: "helper", labels: Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`l${n}`, ""])) },
      ...([400, "invalid_labels"] as const),
    ],
    "a reference too long": [
      { agentId: "helper", externalReference: "é".repeat(129) },
      400,
      "invalid_request",
    ],
    "no agent": [{}, 400, "invalid_request"],
  };
  for (const [name, [body, status, code]] of Object.entries(bad)) {
    test(`refuses ${name}`, async () => {
      const answer = await api.post("/sessions", body);
      assert.equal(answer.status, status);
      assert.equal(answer.body.error.code, code);
    });
  }
});

describe("listing", () => {
  const ids: string[] = [];
  before(async () => {
    for (let n = 0; n < 5; n += 1) {
      ids.push(await api.session("silent", { labels: { list: "yes", parity: n % 2 ? "odd" : "even" } }));
    }
  });

  async function list(query: string): Promise<Json> {
    return (await api.get(`/sessions?${query}`)).body;
  }

  test("gives the newest first, by pages, whose cursor is bound to its filters", async () => {
    const found: string[] = [];
    for (let cursor = ""; ;) {
      const { sessions, nextCursor } = await list(`label.list=yes&limit=2${cursor}`);
      assert.ok(sessions.length <= 2);
      found.push(...sessions.map(({ id }: Json) => id));
      if (nextCursor === null) break;
      cursor = `&cursor=${nextCursor}`;
      const { status, body } = await api.get(`/sessions?label.list=no&limit=2${cursor}`);
      assert.equal(status, 400);
      assert.equal(body.error.code, "invalid_cursor");
    }
    assert.deepEqual([...found].sort(), [...ids].sort());
    const { sessions } = await list("label.list=yes");
    const times = sessions.map(({ createdAt }: Json) => createdAt);
    assert.deepEqual(times, [...times].sort().reverse());
  });

  test("filters exactly", async () => {
    assert.equal((await list("label.list=yes&label.parity=odd")).sessions.length, 2);
    assert.equal((await list("label.list=yes&status=running")).sessions.length, 0);
    assert.equal((await list("label.list=yes&agent=helper")).sessions.length, 0);
    assert.equal((await list("label.list=yes&agent=silent")).sessions.length, 5);
    assert.equal((await list("externalReference=order-7")).sessions.length, 1);
    assert.equal((await list("label.list=yes&createdBefore=2020-01-01T00:00:00Z")).sessions.length, 0);
    assert.equal((await list("label.list=yes&updatedAfter=2020-01-01T00:00:00Z")).sessions.length, 5);
    assert.equal((await list("label.list=yes&project=other")).sessions.length, 0);
  });

  for (const query of [
    "limit=0",
    "limit=101",
    ...["limit=1e1", "limit=0x10", "limit=%205", "limit=+5", "limit=5.0", "limit="],
    "status=lost",
    "unknown=1",
    "label.a=1&label.b=1&label.c=1&label.d=1",
  ]) {
    test(`refuses ${query}`, async () => {
      const { status, body } = await api.get(`/sessions?${query}`);
      assert.equal(status, 400);
      assert.equal(body.error.code, "invalid_query");
    });
  }

  test("shows what a session is doing in place of its turns", async () => {
    const session = await api.session("silent", { labels: { activity: "yes" } });
    await api.turn(session, "Hello");
    const [row] = (await list("label.activity=yes")).sessions;
    assert.equal("turns" in row, false);
    assert.deepEqual(row.activity, { activeTurnId: null, queued: 1, lastSettledTurn: null });
    await api.post(`/sessions/${session}/end`);
    const [ended] = (await list("label.activity=yes")).sessions;
    assert.equal(ended.activity.lastSettledTurn.status, "cancelled");
  });
});

describe("labels", () => {
  test("are set and unset, on ended sessions too, and change nothing in the log", async () => {
    const session = await api.session("silent", { labels: { a: "1", b: "2" } });
    await api.post(`/sessions/${session}/end`);
    const before = await api.events(session);
    const { body } = await api.call("PATCH", `/sessions/${session}/labels`, {
      set: { c: "3" },
      unset: ["a"],
    });
    assert.deepEqual(body.labels, { b: "2", c: "3" });
    assert.deepEqual((await api.get(`/sessions/${session}`)).body.labels, { b: "2", c: "3" });
    assert.deepEqual(await api.events(session), before);
  });

  test("stay within their bounds", async () => {
    const session = await api.session("silent");
    const set = Object.fromEntries(Array.from({ length: 16 }, (_, n) => [`l${n}`, ""]));
    const path = `/sessions/${session}/labels`;
    assert.equal((await api.call("PATCH", path, { set })).status, 200);
    const { status, body } = await api.call("PATCH", path, { set: { more: "" } });
    assert.equal(status, 400);
    assert.equal(body.error.code, "invalid_labels");
  });
});

describe("ending", () => {
  test("cancels every turn, is final, and may be repeated", async () => {
    const session = await api.session();
    await api.turn(session, "One", { idempotencyKey: "one" });
    await api.turn(session, "Two");
    assert.equal((await api.post(`/sessions/${session}/end`)).status, 200);
    const events = await api.events(session);
    assert.deepEqual(
      events.slice(-4).map(({ type, data }) => [type, data.reason ?? data.to]),
      [
        ["turn.cancelled", "session_ended"],
        ["turn.cancelled", "session_ended"],
        ["session.status_changed", "ended"],
        ["session.ended", undefined],
      ],
    );
    await api.post(`/sessions/${session}/end`);
    assert.deepEqual(await api.events(session), events);
    const late = await api.turn(session, "Three");
    assert.equal(late.status, 409);
    assert.equal(late.body.error.code, "session_ended");
    const known = await api.turn(session, "One", { idempotencyKey: "one" });
    assert.deepEqual([known.status, known.body.status], [200, "cancelled"]);
  });
});

describe("credits", () => {
  test("when there are none, nothing new begins, and the answer says where to get some", async () => {
    const session = await api.session();
    await api.turn(session, "One", { idempotencyKey: "one" });
    const paid = await api.post("/sessions", { agentId: "helper" }, { "Idempotency-Key": "paid" });
    assert.equal(paid.status, 201);
    api.server.serverless.setCredits(false);
    try {
      for (const [path, body] of [
        [`/sessions/${session}/turns`, { input: "Two" }],
        ["/sessions", { agentId: "helper" }],
      ] as const) {
        const { status, body: refused } = await api.post(path, body);
        assert.equal(status, 402);
        const { code, billingUrl, upgradeUrl, actionUrl } = refused.error;
        assert.equal(code, "insufficient_credits");
        for (const url of [billingUrl, upgradeUrl, actionUrl]) assert.match(url, /^https:/);
      }
      assert.equal((await api.turn(session, "One", { idempotencyKey: "one" })).status, 200);
      const { status, body } = await api.post(
        "/sessions",
        { agentId: "helper" },
        { "Idempotency-Key": "paid" },
      );
      assert.deepEqual([status, body.session.id], [200, paid.body.session.id], "a replay costs nothing");
      const other = await api.post("/sessions", { agentId: "silent" }, { "Idempotency-Key": "paid" });
      assert.equal(other.status, 409);
    } finally {
      api.server.serverless.setCredits(true);
    }
  });
});

describe("the two APIs", () => {
  test("know nothing of each other's sessions", async () => {
    const session = await api.session("helper");
    const headers = { Authorization: `Bearer ${api.server.orgKey}` };
    const old = await fetch(`${api.server.url}/v3/sessions`, {
      method: "POST",
      headers,
      body: JSON.stringify({ agent: "helper", input: "Hello" }),
    });
    const { id } = ((await old.json()) as Json).session;
    assert.equal((await fetch(`${api.server.url}/v3/sessions/${session}`, { headers })).status, 404);
    assert.equal((await api.get(`/sessions/${id}`)).status, 404);
  });
});
