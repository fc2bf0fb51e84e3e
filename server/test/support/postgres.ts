import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { Client } from "pg";
import { atEnd } from "./ending.js";
import { eventually } from "./waiting.js";

/** Where Debian and others keep the programs that are on nobody's path. */
const FOLDERS = ["/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt"];

/** Why tests on PostgreSQL are left out here; false when they are not. */
export const WITHOUT_POSTGRES: string | false = (() => {
  if (program("initdb") !== null) return false;
  const why = "PostgreSQL's programs (initdb, postgres) are not installed here";
  if (process.env.REQUIRE_POSTGRES) throw new Error(`${why}; they have to be.`);
  console.error(`Left out: tests on PostgreSQL. ${why}; Debian's package is "postgresql".`);
  return why;
})();

/** Those that run now. They lead groups of their own, so nobody else would end them. */
const running = new Set<Postgres>();
atEnd(() => {
  for (const postgres of running) postgres.end();
});

/** A PostgreSQL server of a test's own: its data in a temporary folder, reached by a socket there. */
export class Postgres {
  readonly #folder: string;
  readonly #settings: readonly string[];
  #server: ChildProcess | null = null;
  #databases = 0;

  private constructor(folder: string, settings: readonly string[]) {
    this.#folder = folder;
    this.#settings = settings;
  }

  /** @param isDurable whether what is committed has to survive a crash, as by default outside of tests */
  static async start(isDurable = false): Promise<Postgres> {
    const folder = mkdtempSync(join(tmpdir(), "oc-pg-"));
    const data = join(folder, "data");
    if (isRoot()) chownSync(folder, user().uid, user().gid);
    chmodSync(folder, 0o755);
    const options = ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"];
    execFileSync(program("initdb")!, options, { stdio: "ignore", ...asUser() });
    const settings = isDurable ? [] : ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];
    const postgres = new Postgres(folder, [...settings, "listen_addresses=", "max_connections=200"]);
    running.add(postgres);
    await postgres.resume();
    return postgres;
  }

  /** Starts the server, after a {@link kill} too; resolves when it answers. */
  async resume(): Promise<void> {
    rmSync(join(this.#folder, "data", "postmaster.pid"), { force: true });
    const settings = this.#settings.flatMap((setting) => ["-c", setting]);
    const options = ["-D", join(this.#folder, "data"), "-k", this.#folder, ...settings];
    this.#server = spawn(program("postgres")!, options, {
      stdio: "ignore",
      detached: true,
      ...asUser(),
    });
    // A test's process ends when its tests do, and ends this one then.
    this.#server.unref();
    await eventually(
      () =>
        this.#query("SELECT 1").then(
          () => true,
          () => false,
        ),
      "PostgreSQL to answer",
    );
  }

  /** Kills the server and all it has started, as a crash does. */
  async kill(): Promise<void> {
    const server = this.#server!;
    const closed = once(server, "close");
    server.ref();
    // It leads a group of its own, which its processes belong to.
    process.kill(-server.pid!, "SIGKILL");
    await closed;
  }

  /** A server that another process has started. @param folder of its socket */
  static at(folder: string): Postgres {
    return new Postgres(folder, []);
  }

  /** The folder of its socket. */
  get folder(): string {
    return this.#folder;
  }

  /** Makes an empty database; resolves with its URL. */
  async database(): Promise<string> {
    const name = `test_${process.pid}_${++this.#databases}`;
    await this.#query(`CREATE DATABASE ${name} TEMPLATE template0`);
    return this.#url(name);
  }

  async stop(): Promise<void> {
    const server = this.#server!;
    const closed = once(server, "close");
    server.ref();
    server.kill("SIGINT");
    if (server.exitCode === null && server.signalCode === null) await closed;
    this.end();
  }

  /** Kills it, if it runs, and takes its folder away. */
  end(): void {
    running.delete(this);
    try {
      process.kill(-this.#server!.pid!, "SIGKILL");
    } catch {
      // It has ended.
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #url(name: string): string {
    return `postgres://postgres@localhost/${name}?host=${encodeURIComponent(this.#folder)}`;
  }

  async #query(sql: string): Promise<void> {
    const client = new Client({ connectionString: this.#url("postgres") });
    client.on("error", () => {});
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  }
}

let shared: Promise<Postgres> | undefined;

/**
 * An empty database of the one server that a test file's tests share; it ends with the file's process. With
 * `TEST_POSTGRES`, the folder of a socket, several files share a server.
 */
export async function testDatabase(): Promise<string> {
  const { TEST_POSTGRES: folder } = process.env;
  shared ??= folder === undefined ? Postgres.start() : Promise.resolve(Postgres.at(folder));
  const server = await shared;
  return server.database();
}

function program(name: string): string | null {
  const versions = FOLDERS.flatMap((folder) =>
    existsSync(folder) ? readdirSync(folder).map((version) => join(folder, version, "bin")) : [],
  );
  const folders = [...(process.env.PATH ?? "").split(delimiter), ...versions];
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file)) ?? null;
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** PostgreSQL refuses to run as root: its own user does, else nobody. */
function user(): { uid: number; gid: number } {
  const id = (flag: string, name: string) => Number(execFileSync("id", [flag, name], { encoding: "utf8" }));
  try {
    return { uid: id("-u", "postgres"), gid: id("-g", "postgres") };
  } catch {
    return { uid: id("-u", "nobody"), gid: id("-g", "nobody") };
  }
}

function asUser(): { uid?: number; gid?: number } {
  return isRoot() ? user() : {};
}
