import assert from "node:assert/strict";
import { test } from "node:test";
import { createApp } from "../src/http/app.js";
import { openServices, type Services, startServices, stopServices } from "../src/services.js";
import type { Json } from "./support/json.js";
import { OPTIONS } from "./support/services.js";
import { eventually } from "./support/waiting.js";

const KEY = "osb_test";

/** A server's application without a network, and the services below it. */
class Scene {
  readonly services: Services;
  readonly #app: ReturnType<typeof createApp>;

  private constructor(services: Services) {
    this.services = services;
    this.#app = createApp(services, KEY);
  }

  static async run(body: (scene: Scene) => Promise<void>, agentPace = 0): Promise<void> {
    const services = await openServices({ ...OPTIONS, agentPace });
    await startServices(services);
    try {
      await body(new Scene(services));
    } finally {
      await stopServices(services);
      await services.store.close();
    }
  }

  async call(method: string, path: string, body?: unknown): Promise<{ status: number; body: Json }> {
    const headers = { Authorization: `Bearer ${KEY}`, "x-api-key": KEY };
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const response = await this.#app.request(path, init, { incoming: { complete: true } });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : (JSON.parse(text) as Json) };
  }

  /** A session of an agent that a model of this name drives. */
  async session(model = "silent"): Promise<string> {
    await this.call("POST", "/v3/agents", { name: model, prompt: "", model: `offline/${model}` });
    const { body } = await this.call("POST", "/v3/sessions", { agent: model, input: "Hi" });
    return body.session.id as string;
  }

  /** Deletes a session as soon as the next request has found it. */
  deleteOnceFound(): void {
    const { sessions, store } = this.services;
    const get = sessions.get.bind(sessions);
    sessions.get = async (id) => {
      sessions.get = get;
      const found = await get(id);
      await store.transaction((tx) => tx.sessions.delete(id));
      return found;
    };
  }

  async assertNoErrors(): Promise<void> {
    assert.doesNotMatch(await this.services.metrics.text(), /^oc_errors_total\{/m);
  }
}

for (const [method, path, body] of [
  ["GET", "", undefined],
  ["POST", "/cancel", undefined],
  ["POST", "/archive", undefined],
  ["POST", "/messages", { text: "Hi" }],
  ["POST", "/messages", { text: "Hi", idempotency_key: "k" }],
  ["POST", "/destinations", { url: "https://example.com/" }],
] as const) {
  test(`${method} /sessions/:id${path} is 404 if the session is deleted meanwhile`, () =>
    Scene.run(async (scene) => {
      const id = await scene.session();
      scene.deleteOnceFound();
      const answer = await scene.call(method, `/v3/sessions/${id}${path}`, body);
      assert.deepEqual([answer.status, answer.body.error.type], [404, "not_found"]);
      await scene.assertNoErrors();
    }));
}

test("no turn begins in a session that is being deleted", () =>
  Scene.run(async (scene) => {
    const { runner, sessions } = scene.services;
    const id = await scene.session();
    const cancel = runner.cancel.bind(runner);
    let status: string | undefined;
    runner.cancel = async (session) => {
      status = (await sessions.get(session))?.status;
      return cancel(session);
    };
    assert.equal((await scene.call("DELETE", `/v3/sessions/${id}`)).status, 204);
    assert.equal(status, "archived");
  }));

test("a session of the serverless API that is deleted while its turn stops is no failure of the server", () =>
  Scene.run(async (scene) => {
    const base = "/api/managed-agents/sessions";
    await scene.session();
    await scene.call("POST", "/v3/agents", { name: "helper", prompt: "", model: "offline/helper" });
    const { id } = (await scene.call("POST", base, { agentId: "helper" })).body.session;
    const { store } = scene.services.serverless;
    const change = store.change.bind(store);
    let isRefused = false;
    store.change = async (session, work, key) => {
      try {
        return await change(session, work, key);
      } catch (error) {
        isRefused = true;
        throw error;
      }
    };
    await scene.call("POST", `${base}/${id}/turns`, { input: "a long answer" });
    const stopped = await scene.call("POST", `${base}/${id}/interrupt`);
    assert.equal(stopped.body.session.status, "stopping");
    assert.equal((await scene.call("DELETE", `${base}/${id}`)).status, 204);
    await eventually(() => isRefused, "the turn to be found gone");
    await new Promise((resolve) => setImmediate(resolve));
    await scene.assertNoErrors();
  }, 0.1));

test("changes of a destination at the same time are all made", () =>
  Scene.run(async (scene) => {
    const at = `/v3/sessions/${await scene.session()}/destinations`;
    const { id } = (await scene.call("POST", at, { url: "https://example.com/" })).body;
    const changes = { enabled: false, level: "progress", types: ["agent.*"], include_raw: true };
    const each = Object.entries(changes).map(([name, value]) => ({ [name]: value }));
    await Promise.all(each.map((change) => scene.call("PATCH", `${at}/${id}`, change)));
    const { enabled, level, types, include_raw } = (await scene.call("GET", `${at}/${id}`)).body;
    assert.deepEqual({ enabled, level, types, include_raw }, changes);
  }));
