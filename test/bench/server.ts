import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** What the server is to have ready before anything is measured. */
export interface ServerSetup {
  /** Path on the server to path on the disk. */
  readonly files: ReadonlyMap<string, string>;
  /** How many messages the transcripts have that will be asked for. */
  readonly counts: readonly number[];
}

/** What the server is told: first what to have ready, then to send message number `append` to every open page. */
export type ServerOrder = ServerSetup | { readonly append: number };

/** Serves the contenders from a process of its own: driving the browser must not keep its answers waiting. */
export class BenchServer {
  readonly origin: string;
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess, origin: string) {
    this.#process = child;
    this.origin = origin;
  }

  /** Resolves once it listens, on a free port. */
  static async start(setup: ServerSetup): Promise<BenchServer> {
    const file = fileURLToPath(new URL("server-process.ts", import.meta.url));
    const child = fork(file, { serialization: "advanced" });
    child.send(setup);
    const [origin] = (await once(child, "message")) as [string];
    return new BenchServer(child, origin);
  }

  /** Sends one more message to every open page. */
  append(seq: number): void {
    this.#process.send({ append: seq } satisfies ServerOrder);
  }

  stop(): void {
    this.#process.kill();
  }
}
