import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { EventDraft } from "./agent-log.js";
import type { LINES } from "./network.js";

/** The files and transcripts that the server prepares before the measurements. */
export interface ServerSetup {
  /** Paths on the disk by path on the server. */
  readonly files: ReadonlyMap<string, string>;
  /** The numbers of messages of the requested transcripts. */
  readonly counts: readonly number[];
}

/** Events to append, one after the other, to the agent's log with a transcript of `count` messages. */
export interface Appending {
  readonly count: number;
  readonly drafts: readonly EventDraft[];
  readonly perSecond: number;
}

/**
 * A command to the server's process. The first is its set-up. `append` is the number of a message to send to every open
 * page, `reset` the transcript whose further events are removed, `bytesOn` the network whose bytes are returned.
 */
export type ServerOrder =
  | ServerSetup
  | Appending
  | { readonly append: number }
  | { readonly reset: number }
  | { readonly bytesOn: LineName };

/** The name of a simulated network; `loopback` is a direct connection. */
export type LineName = "loopback" | keyof typeof LINES;

/** The server of the contenders. It has its own process, so that controlling the browser does not delay its answers. */
export class BenchServer {
  /** Its origins by network. */
  readonly origins: Readonly<Record<LineName, string>>;
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess, origins: Readonly<Record<LineName, string>>) {
    this.#process = child;
    this.origins = origins;
  }

  /** Resolves once it listens, on free ports. */
  static async start(setup: ServerSetup): Promise<BenchServer> {
    const file = fileURLToPath(new URL("server-process.ts", import.meta.url));
    const child = fork(file, { serialization: "advanced" });
    child.send(setup);
    const [origins] = (await once(child, "message")) as [Record<LineName, string>];
    return new BenchServer(child, origins);
  }

  /** Sends one more message to every open page. */
  append(seq: number): void {
    this.#process.send({ append: seq } satisfies ServerOrder);
  }

  /** Appends events at their rate; resolves after the last one. */
  async appendEvents(appending: Appending): Promise<void> {
    this.#process.send(appending);
    await once(this.#process, "message");
  }

  /** Removes the events after a transcript of `count` messages. */
  reset(count: number): void {
    this.#process.send({ reset: count } satisfies ServerOrder);
  }

  /** The number of bytes that a network has transferred to the browser since the last call. */
  async takeBytes(line: LineName): Promise<number> {
    this.#process.send({ bytesOn: line } satisfies ServerOrder);
    const [bytes] = (await once(this.#process, "message")) as [number];
    return bytes;
  }

  stop(): void {
    this.#process.kill();
  }
}
