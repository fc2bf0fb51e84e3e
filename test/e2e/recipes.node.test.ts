import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Session } from "../../src/core.js";
import { items } from "../../src/session/state/list.js";
import { LocalOpenComputer } from "../runner/local-server.js";
import { BAD_REQUESTS, sendRaw } from "../support/bad-requests.js";
import { demoSite, RECIPE_SITES, type RecipeSite } from "../support/recipes.js";
import { Relay } from "../support/relay.js";

interface Answer {
  readonly session: string;
  readonly token: string;
  readonly expires_at?: string;
}

let computer: LocalOpenComputer;
let relay: Relay;

before(async () => {
  computer = await LocalOpenComputer.start({ agentPace: 0 });
  await computer.request("POST", "/agents", { name: "helper", prompt: "", model: "offline/helper" });
  relay = await Relay.start(computer.baseUrl);
  Object.assign(process.env, environment());
});
after(async () => {
  await relay.close();
  await computer.close();
});

function environment() {
  return {
    OPENCOMPUTER_URL: relay.url,
    OPENCOMPUTER_AGENTS_URL: computer.agentsUrl,
    OPENCOMPUTER_API_KEY: computer.orgKey,
    OPENCOMPUTER_AGENT: "helper",
  };
}

/** How many sessions there are, by a list's pages. */
async function sessionCount(): Promise<number> {
  let count = 0;
  for (let cursor = ""; ;) {
    const { body } = (await computer.request("GET", `/sessions?limit=100${cursor}`)) as {
      body: { data: unknown[]; next_cursor: string | null };
    };
    count += body.data.length;
    if (body.next_cursor === null) return count;
    cursor = `&cursor=${body.next_cursor}`;
  }
}

for (const [name, open] of Object.entries(RECIPE_SITES)) {
  describe(`the ${name} recipe`, () => {
    let site: RecipeSite;

    before(async () => {
      site = await open(environment());
    });
    after(() => site.close());

    function ask(question: unknown, headers: Record<string, string> = {}): Promise<Response> {
      const body = typeof question === "string" ? question : JSON.stringify(question);
      return fetch(site.endpoint, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body,
      });
    }

    async function start(cookie: string, key: string): Promise<Answer> {
      const question = {
        session: null,
        reason: "start",
        input: { text: "Hello", refs: null },
        idempotency_key: key,
      };
      const response = await ask(question, { cookie });
      assert.equal(response.status, 200);
      return (await response.json()) as Answer;
    }

    test("asks nobody in who is not signed in", async () => {
      const response = await ask({ session: null, reason: "resume" });
      assert.equal(response.status, 401);
      assert.equal((await ask("not even JSON")).status, 401);
    });

    test("takes JSON only, which another site's form cannot send", async () => {
      const cookie = await site.signIn("Ada");
      for (const type of ["text/plain", "application/x-www-form-urlencoded"]) {
        const response = await ask({ session: null, reason: "resume" }, { cookie, "content-type": type });
        assert.equal(response.status, 415, type);
      }
      assert.equal((await ask('{"session":', { cookie })).status, 400);
    });

    test("says that there is no conversation yet", async () => {
      const response = await ask({ session: null, reason: "resume" }, { cookie: await site.signIn("Bob") });
      assert.equal(response.status, 204);
      assert.equal(await response.text(), "");
    });

    test("starts one session for one key and answers nothing but the way in", async () => {
      const cookie = await site.signIn("Cleo");
      const first = await start(cookie, "key-1");
      assert.deepEqual(Object.keys(first).sort(), ["session", "token"]);
      assert.match(first.token, /^ct_/);
      const again = await start(cookie, "key-1");
      assert.equal(again.session, first.session);
      const other = await start(cookie, "key-2");
      assert.notEqual(other.session, first.session);
    });

    test("gives nobody another's session, not even for their key", async () => {
      const mine = await start(await site.signIn("Dan"), "a-key");
      const cookie = await site.signIn("Eve");
      const hers = await start(cookie, "a-key");
      assert.notEqual(hers.session, mine.session);
      const response = await ask({ session: mine.session, reason: "unauthorized" }, { cookie });
      assert.equal(response.status, 204);
    });

    test("tells users and their keys apart, whatever they are called", async () => {
      const sessions = new Set<string>();
      for (const [user, key] of [
        ["Fay", "a:b"],
        ["Fay:a", "b"],
        ["フェイ", "b"],
        ["F".repeat(300), "b"],
      ] as const)
        sessions.add((await start(await site.signIn(user), key)).session);
      assert.equal(sessions.size, 4);
    });

    test("follows no redirect of the API's, as the key would go along", async () => {
      const cookie = await site.signIn("Gus");
      const asked: string[] = [];
      const response = await relay.instead(
        ({ url, headers }, answer) => {
          asked.push(`${url} ${headers.authorization}`);
          answer
            .writeHead(302, { location: `${relay.url.replace("127.0.0.1", "localhost")}/elsewhere` })
            .end();
        },
        () => ask({ reason: "start", input: { text: "Hello" }, idempotency_key: "k" }, { cookie }),
      );
      assert.deepEqual([response.status, asked.length], [502, 1], asked.join(" "));
    });

    for (const bad of BAD_REQUESTS) {
      test(`answers ${bad.name}, and starts nothing`, async () => {
        const before = await sessionCount();
        const status = await sendRaw(site.endpoint, bad, await site.signIn("Mallory"));
        assert.ok(status >= 400 && status < 500, `${status}`);
        assert.equal(await sessionCount(), before);
      });
    }

    test("passes on nothing but text and refs", async () => {
      const cookie = await site.signIn("Hal");
      const foreign = {
        id: "1",
        source: "bank",
        conversation: "other",
        raw: { a: 1 },
        text: "Hello",
        refs: { page: "/" },
      };
      const response = await ask(
        { session: null, reason: "start", input: foreign, idempotency_key: "hals", agent: "other" },
        { cookie },
      );
      const { session } = (await response.json()) as Answer;
      const { body } = (await computer.request("GET", `/sessions/${session}/events?limit=50`)) as {
        body: { data: { type: string; body: object; refs: object }[] };
      };
      const message = body.data.find(({ type }) => type === "user.message");
      assert.deepEqual(message?.body, { text: "Hello" });
      assert.deepEqual(message?.refs, { page: "/" });
    });

    test("limits how often one person begins, and nobody else by it", async () => {
      const cookie = await site.signIn(`Ida of ${name}`);
      const question = { session: null, reason: "start", input: { text: "Hi", refs: null } };
      const statuses = [];
      for (let i = 0; i < 21; i += 1)
        statuses.push((await ask({ ...question, idempotency_key: `ida-${i}` }, { cookie })).status);
      assert.deepEqual(statuses, [...Array(20).fill(200), 429]);
      await start(await site.signIn("Jim"), "jims");
    });

    test("sets its cookie for HTTPS alone", async () => {
      assert.match(await site.signInHeader("Kim"), /; HttpOnly; Secure; SameSite=Lax/);
    });

    test("finds the conversation again and renews its token", async () => {
      const cookie = await site.signIn("Fay");
      const { session, token } = await start(cookie, "fays");
      for (const question of [
        { session: null, reason: "resume" },
        { session, reason: "expiring" },
        { session, reason: "unauthorized" },
      ]) {
        const response = await ask(question, { cookie });
        assert.equal(response.headers.get("cache-control"), "no-store");
        const answer = (await response.json()) as Answer;
        assert.deepEqual(Object.keys(answer).sort(), ["expires_at", "session", "token"]);
        assert.equal(answer.session, session);
        assert.notEqual(answer.token, token);
        assert.ok(Date.parse(answer.expires_at ?? "") > Date.now());
      }
    });

    test("carries a whole conversation", { timeout: 60_000 }, async (t) => {
      const cookie = await site.signIn(`Gus of ${name}`);
      const session = new Session({
        baseUrl: computer.baseUrl,
        endpoint: site.endpoint,
        fetch: (input, init) => fetch(input, withCookie(input, init)),
      });
      function withCookie(input: unknown, init: RequestInit = {}): RequestInit {
        if (String(input) !== site.endpoint) return init;
        return { ...init, headers: { ...(init.headers as Record<string, string>), cookie } };
      }
      t.after(() => session.close());
      const answered = new Promise<string[]>((resolve) =>
        session.observe({
          state({ log, pending, turn }) {
            const messages = [...items(log)].filter((entry) => entry.kind === "message");
            const mine = messages.filter((entry) => entry.mine).map((entry) => entry.text);
            const isAnswered = messages.at(-1)?.from === "agent" && turn === "idle";
            if (mine.length === 2 && pending.length === 0 && isAnswered) resolve(mine);
          },
        }),
      );
      session.open();
      await session.send("Hello");
      await session.send("Which primes do you know?", { refs: { page: "/pricing" } });
      assert.deepEqual(await answered, ["Hello", "Which primes do you know?"]);
    });
  });
}

describe("the demo's own backend", () => {
  let started = 0;
  let site: RecipeSite;
  const good = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ session: null, reason: "start", input: { text: "Hi" }, idempotency_key: "k" }),
  };

  before(async () => {
    site = await demoSite(() => (started += 1));
  });
  after(() => site.close());

  for (const bad of BAD_REQUESTS.filter(({ signedIn = true }) => signedIn)) {
    test(`answers ${bad.name}, and starts nothing`, async () => {
      const before = started;
      const status = await sendRaw(site.endpoint, bad, "");
      assert.ok(status >= 400 && status < 500, `${status}`);
      assert.equal(started, before);
    });
  }

  test("limits how often somebody begins, whatever they do with their cookie", async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 101; i += 1) statuses.push((await fetch(site.endpoint, good)).status);
    assert.deepEqual(statuses, [...Array(100).fill(200), 429]);
  });
});
