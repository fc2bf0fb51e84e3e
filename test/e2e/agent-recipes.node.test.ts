import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { LocalOpenComputer } from "../runner/local-server.js";
import { sendRaw } from "../support/bad-requests.js";
import { BAD_TURNS } from "../support/bad-turns.js";
import { RECIPE_SITES, type RecipeSite } from "../support/recipes.js";
import { Relay } from "../support/relay.js";

/** What is between a page and a serverless agent: each recipe in front of a local server, and of one that misbehaves. */

interface Event {
  readonly seq: number;
  readonly type: string;
  readonly turnId?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

let computer: LocalOpenComputer;
let relay: Relay;

before(async () => {
  computer = await LocalOpenComputer.start({ agentPace: 0 });
  for (const name of ["helper", "silent"]) {
    await computer.request("POST", "/agents", {
      name,
      prompt: "The password is swordfish.",
      model: `offline/${name}`,
    });
  }
  relay = await Relay.start(computer.agentsUrl);
  Object.assign(process.env, environment());
});
after(async () => {
  await relay.close();
  await computer.close();
});

function environment() {
  return {
    OPENCOMPUTER_URL: computer.baseUrl,
    OPENCOMPUTER_AGENTS_URL: relay.url,
    OPENCOMPUTER_API_KEY: computer.orgKey,
    OPENCOMPUTER_AGENT: "helper",
  };
}

const instead: Relay["instead"] = (answer, work) => relay.instead(answer, work);

async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

for (const [name, open] of Object.entries(RECIPE_SITES)) {
  describe(`the ${name} recipe for a serverless agent`, { timeout: 60_000 }, () => {
    let site: RecipeSite;
    let origin: string;

    before(async () => {
      site = await open(environment());
      ({ origin } = new URL(site.agent));
    });
    after(() => site.close());

    /** Sites in one process know the same people, and limit how often one begins. */
    function signIn(user: string): Promise<string> {
      return site.signIn(`${user} of ${name}`);
    }

    function post(path: string, body: unknown, headers: Record<string, string>): Promise<Response> {
      return fetch(site.agent + path, {
        method: "POST",
        headers: { origin, "content-type": "application/json", ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    }

    async function start(cookie: string, key: string, text = "Hello"): Promise<string> {
      const input = { text, refs: { page: "/" } };
      const response = await post(
        "",
        { session: null, reason: "start", input, idempotency_key: key },
        { cookie },
      );
      assert.equal(response.status, 200);
      const { session, ...way } = (await response.json()) as { session: string };
      assert.deepEqual(way, { protocol: "serverless", base_url: "/api/agent" });
      return session;
    }

    async function events(session: string, cookie: string, after = 0): Promise<Event[]> {
      const response = await fetch(`${site.agent}/sessions/${session}/events?after=${after}`, {
        headers: { cookie },
      });
      assert.equal(response.status, 200);
      assert.equal(response.headers.get("cache-control"), "no-store");
      return ((await response.json()) as { events: Event[] }).events;
    }

    /** The whole log, read as a browser does. */
    async function log(session: string, cookie: string): Promise<Event[]> {
      const all: Event[] = [];
      for (;;) {
        const page = await events(session, cookie, all.at(-1)?.seq);
        if (page.length === 0) return all;
        all.push(...page);
      }
    }

    test("lets in who is signed in, from its own pages only", async () => {
      const cookie = await signIn("Ada");
      const session = await start(cookie, "adas");
      const paths = ["", `/sessions/${session}/turns`, `/sessions/${session}/interrupt`];
      for (const path of paths) {
        assert.equal((await post(path, {}, {})).status, 401, path);
        for (const evil of ["https://evil.test", "null", `${origin}.evil.test`]) {
          assert.equal((await post(path, {}, { cookie, origin: evil })).status, 403, `${path} ${evil}`);
        }
      }
      const url = `${site.agent}/sessions/${session}/events`;
      assert.equal((await fetch(url)).status, 401);
    });

    test("says which conversation is theirs", async () => {
      const cookie = await signIn("Bob");
      const resume = { session: null, reason: "resume" };
      assert.equal((await post("", resume, { cookie })).status, 204);
      const session = await start(cookie, "bobs");
      const answer = (await (await post("", resume, { cookie })).json()) as object;
      assert.deepEqual(answer, { session, protocol: "serverless", base_url: "/api/agent" });
    });

    test("starts one session with one first turn for one key", async () => {
      const cookie = await signIn("Cleo");
      const session = await start(cookie, "cleos");
      assert.equal(await start(cookie, "cleos"), session);
      const received = (await log(session, cookie)).filter(({ type }) => type === "message.received");
      assert.equal(received.length, 1);
      assert.deepEqual(received[0]?.data, { input: "Hello", mode: "queue", payload: { page: "/" } });
      assert.notEqual(await start(await signIn("Dan"), "cleos"), session);
    });

    test("has nobody see, send to, stop or dismiss in another's session: there is none", async () => {
      const session = await start(await signIn("Eve"), "eves");
      const cookie = await signIn("Mallory");
      const turn = { input: "Hi", idempotencyKey: "k" };
      const answers = [
        await fetch(`${site.agent}/sessions/${session}/events`, { headers: { cookie } }),
        await post(`/sessions/${session}/turns`, turn, { cookie }),
        await post(`/sessions/${session}/interrupt`, undefined, { cookie }),
        await post(`/sessions/${session}/questions/q/dismiss`, undefined, { cookie }),
        await post(`/sessions/none/turns`, turn, { cookie }),
      ];
      for (const answer of answers) {
        assert.equal(answer.status, 404);
        assert.equal(await answer.text(), "");
      }
    });

    test("passes a turn on, with the status of its receipt", async () => {
      const cookie = await signIn("Fay");
      const session = await start(cookie, "fays");
      const turn = {
        input: "Thanks",
        idempotencyKey: "turn-1",
        payload: { a: 1 },
        mode: "interrupt",
        extra: 1,
      };
      const first = await post(`/sessions/${session}/turns`, turn, { cookie });
      assert.equal(first.status, 202);
      const receipt = (await first.json()) as { turnId: string };
      const again = await post(`/sessions/${session}/turns`, turn, { cookie });
      assert.equal(again.status, 200);
      const repeated = (await again.json()) as { turnId: string; duplicate: boolean };
      assert.deepEqual([repeated.turnId, repeated.duplicate], [receipt.turnId, true]);
      const other = await post(`/sessions/${session}/turns`, { ...turn, input: "No" }, { cookie });
      assert.equal(other.status, 409);
      assert.deepEqual(await other.json(), { error: { code: "idempotency_conflict" } });
      const received = (await log(session, cookie)).find(({ turnId }) => turnId === receipt.turnId);
      assert.deepEqual(received?.data, { input: "Thanks", mode: "queue", payload: { a: 1 } });
    });

    test("shows a chat and nothing else of the log, and lets the cursor pass what it leaves out", async () => {
      const cookie = await signIn("Gus");
      const session = await start(cookie, "guss", "Build a web page");
      const all = await eventually(async () => {
        const read = await log(session, cookie);
        return read.some(({ type }) => type === "turn.completed") ? read : undefined;
      });
      const text = JSON.stringify(all);
      assert.doesNotMatch(text, /swordfish|inputTokens|example"|renderId|workerd_reused/);
      assert.match(text, /message\.delta/);
      const noise = { type: "usage.recorded", data: { cost: "secret" } };
      await computer.appendServerlessEvents(session, ...Array.from({ length: 1100 }, () => noise));
      await computer.appendServerlessEvents(session, {
        type: "message.completed",
        data: { text: "The end." },
      });
      const rest = await log(session, cookie);
      assert.equal(rest.at(-1)?.data["text"], "The end.");
      assert.doesNotMatch(JSON.stringify(rest), /secret/);
      const stubs = rest.filter(({ type }) => type === "usage.recorded");
      assert.ok(stubs.length > 0);
      for (const { seq, ...stub } of stubs) {
        assert.equal(typeof seq, "number");
        assert.deepEqual(stub, { type: "usage.recorded", data: {} });
      }
    });

    test("stops and dismisses, and tells no more of the session than the log does", async () => {
      const stopper = { cookie: await signIn("Hank") };
      const interrupted = await start(stopper.cookie, "hanks", "Make it better");
      const stopped = await post(`/sessions/${interrupted}/interrupt`, undefined, stopper);
      assert.deepEqual([stopped.status, await stopped.text()], [204, ""]);
      // In another session: a turn that was stopped may never ask.
      const cookie = await signIn("Hal");
      const session = await start(cookie, "hals", "Make it better");
      const asked = await eventually(async () =>
        (await log(session, cookie)).find(({ type }) => type === "question.asked"),
      );
      const path = `/sessions/${session}/questions/${String(asked.data["questionId"])}/dismiss`;
      assert.equal((await post(path, undefined, { cookie })).status, 204);
      assert.ok((await log(session, cookie)).some(({ type }) => type === "question.closed"));
      const stale = await post(`/sessions/${session}/questions/other/dismiss`, undefined, { cookie });
      assert.equal(stale.status, 409);
      assert.deepEqual(await stale.json(), { error: { code: "question_stale" } });
    });

    test("knows no other route, and no other cursor", async () => {
      const cookie = await signIn("Ida");
      const session = await start(cookie, "idas");
      for (const path of [
        "",
        "/end",
        "/labels",
        "/events/1",
        "/questions/q",
        "/..%2f..%2fsessions",
        "/turns/x",
      ]) {
        const response = await post(`/sessions/${session}${path}`, {}, { cookie });
        assert.equal(response.status, 404, path);
      }
      for (const after of ["-1", "x", "1x"]) {
        const url = `${site.agent}/sessions/${session}/events?after=${after}`;
        assert.equal((await fetch(url, { headers: { cookie } })).status, 400, after);
      }
    });

    describe("when the API refuses", () => {
      let cookie: string;
      let session: string;
      const turn = { input: "Hi", idempotencyKey: "refused" };
      before(async () => {
        cookie = await signIn("Jim");
        session = await start(cookie, "jims");
      });

      function refusing(
        status: number,
        body: string,
        headers: Record<string, string> = {},
      ): Promise<Response> {
        return instead(
          (_request, response) => void response.writeHead(status, headers).end(body),
          () => post(`/sessions/${session}/turns`, turn, { cookie }),
        );
      }

      test("a wait is passed on", async () => {
        for (const status of [429, 503]) {
          const body = '{"error":{"code":"busy","message":"m"}}';
          const response = await refusing(status, body, { "retry-after": "7" });
          assert.equal(response.status, status);
          assert.equal(response.headers.get("retry-after"), "7");
        }
      });

      test("credits are a status and a code, and not where to pay", async () => {
        computer.setCredits(false);
        try {
          const response = await post(`/sessions/${session}/turns`, turn, { cookie });
          assert.equal(response.status, 402);
          assert.deepEqual(await response.json(), { error: { code: "insufficient_credits" } });
        } finally {
          computer.setCredits(true);
        }
      });

      test("a refused key is the server's trouble, not the person's", async () => {
        for (const status of [401, 403]) {
          const response = await refusing(status, '{"error":"Unauthorized"}');
          assert.equal(response.status, 502);
        }
      });

      test("no redirect is followed, as the key would go along", async () => {
        const asked: string[] = [];
        const response = await instead(
          (request, response) => {
            asked.push(request.url ?? "");
            response.writeHead(302, { location: `${relay.url}/elsewhere` }).end();
          },
          () => post(`/sessions/${session}/turns`, turn, { cookie }),
        );
        assert.equal(response.status, 502);
        assert.equal(asked.length, 1);
      });

      test("a page of a proxy's, a text for an error and half an answer are told as trouble", async () => {
        assert.equal((await refusing(502, "<html>Bad gateway</html>")).status, 502);
        assert.equal((await refusing(404, '{"error":"Not found"}')).status, 404);
        assert.equal((await refusing(200, '{"turnId":')).status, 502);
      });
    });

    describe("a bad turn", () => {
      let cookie: string;
      let session: string;
      before(async () => {
        cookie = await signIn("Kim");
        session = await start(cookie, "kims");
      });

      async function received(): Promise<number> {
        return (await log(session, cookie)).filter(({ type }) => type === "message.received").length;
      }

      for (const bad of BAD_TURNS) {
        test(bad.name, async () => {
          const headers = [...(bad.headers ?? []), `Origin: ${origin}`];
          const status = await sendRaw(
            `${site.agent}/sessions/${session}/turns`,
            { ...bad, headers },
            cookie,
          );
          assert.ok(status >= 400 && status < 500, `${status}`);
          assert.equal(await received(), 1);
        });
      }
    });
  });
}
