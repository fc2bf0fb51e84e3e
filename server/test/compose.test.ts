import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { runConformance } from "../src/conformance/run.js";
import { eventually } from "./support/waiting.js";
import { freePorts } from "./support/ports.js";
import { testDatabase, WITHOUT_POSTGRES } from "./support/postgres.js";
import { ServerProcess, withFolder } from "./support/process.js";

// What compose.yaml runs in containers runs here as processes: the servers with its arguments, PostgreSQL, and the
// proxy with the Caddyfile.

const KEY = "osb_compose";

const VAULT_KEY = Buffer.alloc(32, 7).toString("base64");

/** Why this is left out here; false when it is not. */
const SKIP = WITHOUT_POSTGRES || withoutCaddy();

function withoutCaddy(): string | false {
  try {
    execFileSync("caddy", ["version"], { stdio: "ignore" });
    return false;
  } catch {
    const why = "Caddy is not installed here";
    if (process.env.REQUIRE_CADDY) throw new Error(`${why}; it has to be.`);
    console.error(`Left out: tests of the proxy. ${why}; Debian's package is "caddy".`);
    return why;
  }
}

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), "utf8");

/** The arguments that a server has there, after those of the image. */
function argumentsAt(url: string): string[] {
  const [, command] = /command: (\[.*\])/.exec(read("compose.yaml"))!;
  return JSON.parse(command!.replace(/\$\{PUBLIC_URL:-[^}]*\}/, url)) as string[];
}

class Deployment {
  readonly url: string;
  readonly #ports: readonly number[];
  readonly #folder: string;
  readonly #database: string;
  readonly #servers: ServerProcess[] = [];
  #proxy: ChildProcess | null = null;

  private constructor(ports: readonly number[], folder: string, database: string) {
    this.url = `http://127.0.0.1:${ports[0]}`;
    this.#ports = ports;
    this.#folder = folder;
    this.#database = database;
  }

  static async start(folder: string): Promise<Deployment> {
    const deployment = new Deployment(await freePorts(3), folder, await testDatabase());
    for (const at of [0, 1]) await deployment.startServer(at);
    await deployment.#startProxy();
    return deployment;
  }

  async startServer(at: number): Promise<void> {
    const place = ["--port", String(this.#ports[at + 1]), "--data", join(this.#folder, `data-${at}`)];
    const server = await ServerProcess.start(
      [...place, ...argumentsAt(this.url), "--allow-loopback-webhooks"],
      { DATABASE_URL: this.#database, OPENCOMPUTER_API_KEY: KEY, OC_VAULT_KEYS: VAULT_KEY },
    );
    assert.notEqual(server.url, "", server.output);
    this.#servers[at] = server;
  }

  /** What a server has written since it was started. */
  outputOf(at: number): string {
    return this.#servers[at]!.output;
  }

  endServer(at: number, signal: NodeJS.Signals): Promise<number | null> {
    return this.#servers[at]!.end(signal);
  }

  /** Calls through the proxy; status 0 for no answer. */
  async call(method: string, path: string, body?: unknown): Promise<{ status: number; text: string }> {
    const headers = { Authorization: `Bearer ${KEY}` };
    const options = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    try {
      const response = await fetch(`${this.url}${path}`, options);
      return { status: response.status, text: await response.text() };
    } catch (error) {
      return { status: 0, text: String(error) };
    }
  }

  async end(): Promise<void> {
    this.#proxy?.kill("SIGKILL");
    await Promise.all(this.#servers.map((server) => server.end("SIGKILL")));
  }

  async #startProxy(): Promise<void> {
    const [port, first, second] = this.#ports;
    const config = read("Caddyfile")
      .replace(":8080", this.url)
      .replace("server-1:8787", `127.0.0.1:${first}`)
      .replace("server-2:8787", `127.0.0.1:${second}`);
    assert.ok(config.includes(`${port}`) && !config.includes("8787"));
    const file = join(this.#folder, "Caddyfile");
    await writeFile(file, `{\n\tadmin off\n}\n${config}`);
    const args = ["run", "--config", file, "--adapter", "caddyfile"];
    const homes = { HOME: this.#folder, XDG_DATA_HOME: this.#folder, XDG_CONFIG_HOME: this.#folder };
    this.#proxy = spawn("caddy", args, { stdio: "ignore", env: { PATH: process.env.PATH, ...homes } });
    await once(this.#proxy, "spawn");
    await eventually(async () => (await this.call("GET", "/readyz")).status === 200, "the proxy");
  }
}

/** Runs a test's body with what the compose file runs, and a session in it. */
function check(name: string, body: (deployment: Deployment, session: string) => Promise<void>): void {
  test(name, { skip: SKIP, timeout: 500_000 }, () =>
    withFolder(async (folder) => {
      const deployment = await Deployment.start(folder);
      try {
        await deployment.call("POST", "/v3/agents", { name: "a", prompt: "", model: "offline/silent" });
        const made = await deployment.call("POST", "/v3/sessions", { agent: "a", input: "hello" });
        const { session } = JSON.parse(made.text) as { session: { id: string } };
        await body(deployment, session.id);
      } finally {
        await deployment.end();
      }
    }),
  );
}

/** Posts one message after the other while something is done; resolves with the answers that were no success. */
async function failuresWhile(
  deployment: Deployment,
  session: string,
  work: Promise<unknown>,
): Promise<string[]> {
  const failures: string[] = [];
  let isOver = false;
  const over = work.finally(() => (isOver = true));
  for (let n = 0; !isOver; n++) {
    const { status, text } = await deployment.call("POST", `/v3/sessions/${session}/messages`, {
      text: `${n}`,
    });
    if (status !== 202) failures.push(`${status} ${text}`);
  }
  await over;
  return failures;
}

test("the image copies what there is, and starts the server with options that it knows", async () => {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const image = read("Dockerfile");
  for (const [, from, paths] of image.matchAll(/^COPY (--from=build )?(.+) \S+$/gm)) {
    for (const path of paths!.split(" ")) {
      const source = from === undefined ? path : path.replace(/^\/build\//, "");
      assert.ok(existsSync(join(root, source)) || source === "server/dist", source);
    }
  }
  const [, entry] = /^ENTRYPOINT (.+)$/m.exec(image)!;
  const [program, main, ...args] = JSON.parse(entry!) as string[];
  assert.ok(program === "node" && existsSync(join(root, main!)), main);
  const { output } = await ServerProcess.start([...args, ...argumentsAt("http://example.com"), "--help"]);
  assert.match(output, /^oc-session-server: a local OpenComputer/);
});

check(
  "the servers keep what the wire promises through their proxy, and figures stay inside",
  async (deployment) => {
    const rows = await runConformance({ url: `${deployment.url}/v3`, key: KEY, timeoutSeconds: 60 });
    assert.deepEqual(
      rows.filter(({ outcome }) => outcome !== "holds"),
      [],
    );
    assert.equal((await deployment.call("GET", "/metrics")).status, 404);
  },
);

check(
  "a server that drains costs no request, one that is killed those under way",
  async (deployment, session) => {
    const drained = async () => {
      assert.equal(await deployment.endServer(0, "SIGTERM"), 0);
      await deployment.startServer(0);
    };
    assert.deepEqual(await failuresWhile(deployment, session, drained()), []);
    await eventually(async () => {
      await deployment.call("GET", "/v3/agents");
      return deployment.outputOf(0).includes("/v3/agents");
    }, "requests to go to both servers");
    const killed = async () => {
      await deployment.endServer(1, "SIGKILL");
      await new Promise((resolve) => setTimeout(resolve, 3000));
    };
    const failures = await failuresWhile(deployment, session, killed());
    assert.ok(failures.length <= 2, failures.join("; "));
  },
);

check("a body that is far too long takes no server from the others", async (deployment, session) => {
  const path = `/v3/sessions/${session}/messages`;
  for (const length of [20_000_000, 20_000_000, 100_000_000, 100_000_000, 100_000_000]) {
    assert.equal((await deployment.call("POST", path, { text: "x".repeat(length) })).status, 413);
    assert.equal((await deployment.call("POST", path, { text: "hello" })).status, 202);
  }
});
