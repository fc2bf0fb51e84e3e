import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { atEnd } from "./ending.js";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const PACED_MAIN = fileURLToPath(new URL("paced-main.ts", import.meta.url));

/** Those that run now: nobody else would end them. */
const running = new Set<ChildProcess>();
atEnd(() => {
  for (const child of running) child.kill("SIGKILL");
});

/** The server as a process of its own, as its users run it. */
export class ServerProcess {
  readonly child: ChildProcess;
  /** What it has written to standard output and standard error. */
  output = "";
  /** Origin, once it is ready. */
  url = "";

  private constructor(args: string[], env: Record<string, string>) {
    const main = env.AGENT_PACE === undefined ? MAIN : PACED_MAIN;
    this.child = spawn(process.execPath, ["--import", "tsx", main, ...args], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.add(this.child);
    this.child.once("exit", () => running.delete(this.child));
  }

  /**
   * Starts it and waits until it says that it is ready, or has ended.
   *
   * @param env its environment, with `AGENT_PACE` as `paced-main.ts` has it
   */
  static async start(args: string[], env: Record<string, string> = {}): Promise<ServerProcess> {
    const server = new ServerProcess(args, env);
    await new Promise<void>((resolve) => {
      const read = (chunk: Buffer) => {
        server.output += chunk.toString();
        const url = /ready at (http:\S+)\/v3/.exec(server.output)?.[1];
        if (url === undefined) return;
        server.url = url;
        resolve();
      };
      server.child.stdout!.on("data", read);
      server.child.stderr!.on("data", read);
      server.child.once("close", () => resolve());
    });
    return server;
  }

  /** Sends a signal and waits for the end; resolves with the exit code, null when the signal killed it. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    const closed = once(this.child, "close");
    this.child.kill(signal);
    const [code] = (await closed) as [number | null];
    return code;
  }
}

/** Runs a test's body with an empty folder that is removed after. */
export async function withFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "oc-server-test-"));
  try {
    await body(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
