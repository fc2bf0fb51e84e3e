import assert from "node:assert/strict";
import { createCipheriv } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { CompiledQuery } from "kysely";
import { Client } from "pg";
import { resealAll } from "../src/operations/rotation.js";
import { openPostgres } from "../src/store/postgres/store.js";
import { SqliteConnection } from "../src/store/sqlite/connection.js";
import { openSqlite } from "../src/store/sqlite/store.js";
import type { Store } from "../src/store/store.js";
import { KEY_BYTES } from "../src/vault/keys.js";
import { Vault } from "../src/vault/vault.js";
import { Api } from "./support/api.js";
import type { Json } from "./support/json.js";
import { testDatabase, WITHOUT_POSTGRES } from "./support/postgres.js";
import { withFolder } from "./support/process.js";
import { Receiver } from "./support/receiver.js";
import { eventually } from "./support/waiting.js";

const KEYS = ["sk-ant-inlineAAAAAAAAAAAA", "sk-ant-storedBBBBBBBBBBBB", "sk-ant-rotatedCCCCCCCCCCC"] as const;
const SECRET = "whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ=";

test("no key or secret can be found in the data folder, an answer, an event, a webhook or a log", () =>
  withFolder(async (folder) => {
    const lines: string[] = [];
    const errors: unknown[] = [];
    const print = console.error;
    console.error = (...values) => errors.push(...values);
    const receiver = await Receiver.start();
    // Nobody answers there, so the model's provider cannot be reached.
    const anthropicUrl = "http://127.0.0.1:9";
    const options = { allowLoopbackWebhooks: true, webhookRetrySeconds: 0.01, anthropicUrl };
    const api = await Api.start({ data: folder, onRequest: (line) => lines.push(line), ...options });
    const answers: unknown[] = [];
    const call = async (method: string, path: string, body?: unknown) => {
      const answer = await api.call(method, path, body);
      answers.push(answer.body, [...answer.headers]);
      return answer;
    };

    const [inline, stored, rotated] = KEYS;
    const agent = { name: "a", prompt: "", model: "anthropic/claude", key: inline };
    const { body } = await call("POST", "/agents", agent);
    await call("POST", "/agents", agent);
    await call("POST", "/agents", { ...agent, prompt: "different" });
    await call("POST", "/agents", { ...agent, name: 7 });
    await call("POST", "/agents", `{"name": "broken", "key": "${inline}" oops`);
    await call("PATCH", `/agents/${body.id}`, { key: inline, credential: "managed" });
    const credential = await call("POST", "/credentials", { key: stored, name: "n" });
    await call("POST", "/credentials", { key: stored, provider: 7 });
    await call("PATCH", `/credentials/${credential.body.id}`, { key: rotated });
    await call("PATCH", `/credentials/${credential.body.id}`, { key: rotated, more: 1 });
    await call("GET", "/credentials");
    const session = await call("POST", "/sessions", { agent: body.id, input: "Hi", webhook: receiver.url });
    const { id } = session.body.session;
    const destination = await call("POST", `/sessions/${id}/destinations`, {
      url: receiver.url,
      secret: SECRET,
    });
    await call("PATCH", `/sessions/${id}/destinations/${destination.body.id}`, { secret: SECRET });
    await api.untilTurnEnds({ id, token: session.body.client_token });
    await receiver.count(4);
    await call("GET", `/sessions/${id}/events`);
    await call("GET", `/sessions/${id}/result`);
    await call("GET", `/sessions/${id}/deliveries`);
    const open = await folderText(folder);
    await api.close();
    await receiver.close();
    console.error = print;

    const places: Record<string, string> = {
      answers: JSON.stringify(answers),
      webhooks: JSON.stringify(receiver.received),
      "the folder while running": open,
      "the folder after": await folderText(folder),
      "the request log": lines.join("\n"),
      "the error log": errors.map(String).join("\n"),
    };
    assert.match(places.answers!, /agt_/);
    assert.match(places["the folder after"]!, /CREATE TABLE/);
    for (const secret of [...KEYS, SECRET, SECRET.slice(6)]) {
      for (const [place, text] of Object.entries(places)) {
        assert.ok(!text.includes(secret), `${secret} is in ${place}`);
      }
    }
    assert.ok(!places["the request log"]!.includes("ct_"), "a client token is in the request log");
    assert.equal((await stat(join(folder, "vault.key"))).mode & 0o777, 0o600);
  }));

test("what is sealed opens only whole, and under its own key", () => {
  const vault = new Vault([]);
  const sealed = vault.seal("Grüße", "here");
  assert.equal(vault.open(sealed, "here"), "Grüße");
  assert.notEqual(vault.seal("Grüße", "here"), sealed);
  const [version, content = ""] = sealed.split(".");
  const bytes = Buffer.from(content, "base64");
  bytes[bytes.length - 1]! ^= 1;
  assert.throws(() => vault.open(`${version}.${bytes.toString("base64")}`, "here"));
  assert.throws(() => new Vault([]).open(sealed, "here"));
});

test("a secret that is moved to another row does not open, and cannot pass for an older one", () => {
  const vault = new Vault([]);
  const sealed = vault.seal("sk", "credentials cred_1");
  for (const place of ["credentials cred_2", "destinations cred_1", ""])
    assert.throws(() => vault.open(sealed, place), place);
  assert.throws(() => vault.open(sealed.slice(sealed.indexOf(".") + 1), "credentials cred_1"));
});

test("a secret of an earlier version, which was not bound, opens; the next rotation binds it", () =>
  withFolder(async (folder) => {
    const file = join(folder, "test.db");
    const key = Buffer.alloc(KEY_BYTES, 7);
    const cipher = createCipheriv("aes-256-gcm", key, Buffer.alloc(12));
    const text = Buffer.concat([cipher.update("sk-earlier"), cipher.final()]);
    const earlier = Buffer.concat([Buffer.alloc(12), cipher.getAuthTag(), text]).toString("base64");
    const withStore = async <T>(use: (store: Store) => Promise<T>): Promise<T> => {
      const store = await openSqlite(file, new Vault([key]));
      return use(store).finally(() => store.close());
    };
    const sealed = async (sql: string): Promise<string> => {
      const connection = new SqliteConnection(file);
      const { rows } = await connection.executeQuery<Json>(CompiledQuery.raw(sql));
      connection.close();
      return rows[0].sealed_key;
    };
    const { id } = await withStore(({ credentials }) => credentials.insert("anthropic", "sk-new", null));
    assert.equal(
      await sealed(`UPDATE credentials SET sealed_key = '${earlier}' RETURNING sealed_key`),
      earlier,
    );
    assert.equal(await withStore(({ credentials }) => credentials.reveal(id)), "sk-earlier");
    assert.equal(await withStore(resealAll), 1);
    assert.match(await sealed("SELECT sealed_key FROM credentials"), /^1\./);
    assert.equal(await withStore(({ credentials }) => credentials.reveal(id)), "sk-earlier");
  }));

test("a provider has one default credential, also of many that are made at the same time", async () => {
  const api = await Api.start();
  const made = Array.from({ length: 8 }, (_, n) => ({ key: `sk-key-number-${n}`, is_default: true }));
  await Promise.all(made.map((credential) => api.post("/credentials", credential)));
  const { data } = (await api.get("/credentials")).body;
  assert.equal(data.filter(({ is_default }: Json) => is_default).length, 1);
  await api.close();
});

test(
  "a key that is replaced while all are sealed again stays replaced",
  { skip: WITHOUT_POSTGRES },
  async () => {
    const url = await testDatabase();
    const vault = new Vault([Buffer.alloc(KEY_BYTES, 7)]);
    const [server, rotation] = [await openPostgres(url, vault), await openPostgres(url, vault)];
    const watcher = new Client({ connectionString: url });
    await watcher.connect();
    try {
      const { id } = await server.credentials.insert("anthropic", "sk-old", null);
      let sealed: Promise<number> | undefined;
      await server.transaction(async (tx) => {
        await tx.credentials.rotate(id, "sk-new");
        sealed = resealAll(rotation);
        await eventually(async () => {
          const { rows } = await watcher.query("select from pg_locks where not granted");
          return rows.length > 0;
        }, "the rotation to wait for the row");
      });
      await sealed;
      assert.equal(await server.credentials.reveal(id), "sk-new");
    } finally {
      await Promise.all([server.close(), rotation.close(), watcher.end()]);
    }
  },
);

/** All files of a folder in one text, byte by byte. */
async function folderText(folder: string): Promise<string> {
  const names = await readdir(folder);
  const files = await Promise.all(names.map((name) => readFile(join(folder, name), "latin1")));
  return files.join("\n");
}
