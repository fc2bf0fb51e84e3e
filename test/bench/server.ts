import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Told } from "./agent-log.js";
import type { LINES } from "./network.js";

/** What the server is to have ready before anything is measured. */
export interface ServerSetup {
  /** Path on the server to path on the disk. */
  readonly files: ReadonlyMap<string, string>;
  /** How many messages the transcripts have that will be asked for. */
  readonly counts: readonly number[];
}

/** Events for the log of the agent that has answered a transcript of `count` messages, one after the other. */
export interface Telling {
  readonly count: number;
  readonly tell: readonly Told[];
  readonly perSecond: number;
}

/**
 * What the server is told: first what to have ready, then to send message number `append` to every open page, to
 * tell events, to forget those told of a transcript, or to say what a line has carried.
 */
export type ServerOrder =
  | ServerSetup
  | Telling
  | { readonly append: number }
  | { readonly forget: number }
  | { readonly bytesOn: LineName };

/** How a browser reaches the server: without any line between them, or by one. */
export type LineName = "loopback" | keyof typeof LINES;

/** Serves the contenders from a process of its own: driving the browser must not keep its answers waiting. */
export class BenchServer {
  /** Where it is reached, by the line between. */
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

  /** Resolves when the last event is told. */
  async tell(telling: Telling): Promise<void> {
    this.#process.send(telling);
    await once(this.#process, "message");
  }

  /** Takes back all events told of a transcript of `count` messages. */
  forget(count: number): void {
    this.#process.send({ forget: count } satisfies ServerOrder);
  }

  /** What a line has carried to the browser since this was last asked, in bytes. */
  async takeBytes(line: LineName): Promise<number> {
    this.#process.send({ bytesOn: line } satisfies ServerOrder);
    const [bytes] = (await once(this.#process, "message")) as [number];
    return bytes;
  }

  stop(): void {
    this.#process.kill();
  }
}
