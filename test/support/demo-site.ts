import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { freePorts } from "../../server/test/support/ports.js";

/** The time within which the demo must print its address. */
const START_TIMEOUT_MS = 60_000;

/** The demo in its own process, on a free port and with its own data folder. */
export class DemoSite {
  /** As printed, without a slash at the end. */
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #data: string;

  private constructor(url: string, process: ChildProcess, data: string) {
    this.url = url;
    this.#process = process;
    this.#data = data;
  }

  /** Starts the demo from the sources, like `npm start`. */
  static async start(): Promise<DemoSite> {
    return DemoSite.#run(() => "npm start --");
  }

  /** Builds the demo, then starts the built one. */
  static async startBuilt(): Promise<DemoSite> {
    return DemoSite.#run((data) => {
      const out = `--outDir ${path.join(data, "site")}`;
      return `npm exec vite build -- ${out} --emptyOutDir --logLevel warn && npm exec vite preview -- ${out}`;
    });
  }

  static async #run(commandFor: (data: string) => string): Promise<DemoSite> {
    const data = await mkdtemp(path.join(tmpdir(), "oc-demo-"));
    const [port] = (await freePorts(1)) as [number];
    const command = `${commandFor(data)} --port ${port} --strictPort`;
    // The shell kills its whole process group when its input ends, because npm's children outlive npm, and would
    // outlive a test that is killed.
    const child = spawn("/bin/sh", ["-c", `(${command}) & cat >/dev/null; kill -TERM 0`], {
      env: { ...process.env, OC_DATA: data, NO_COLOR: "1" },
      stdio: ["pipe", "pipe", "inherit"],
      detached: true,
    });
    return new DemoSite(await printedAddress(child), child, data);
  }

  async close(): Promise<void> {
    const closed = once(this.#process, "close");
    this.#process.stdin?.end();
    await closed;
    await rm(this.#data, { recursive: true, force: true });
  }
}

async function printedAddress(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error("The demo has no output.");
  const lines = createInterface({ input: child.stdout });
  const giveUp = setTimeout(() => lines.close(), START_TIMEOUT_MS);
  const printed: string[] = [];
  for await (const line of lines) {
    printed.push(line);
    const [address] = /http:\/\/localhost:\d+/.exec(line) ?? [];
    if (address === undefined) continue;
    clearTimeout(giveUp);
    // Further output must not fill the pipe.
    child.stdout.resume();
    return address;
  }
  throw new Error(`The demo printed no address:\n${printed.join("\n")}`);
}
