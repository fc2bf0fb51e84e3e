import { type IncomingMessage, request, type ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";

/** What is wrong with the network between a page and the API. */
export interface Faults {
  /** No request gets through, and what is open breaks off. */
  readonly offline: boolean;
  /** Connections stay open and say nothing more, as after a sleep or behind a broken proxy. */
  readonly stall: boolean;
  /** Every answer breaks off after some hundred bytes, wherever that falls. */
  readonly cut: boolean;
  /** Messages reach the server, but the answers to them get lost. */
  readonly loseAnswers: boolean;
  /** Milliseconds that each request takes longer. */
  readonly delay: number;
  /** Status that the API answers everything with; 0 lets it answer itself. */
  readonly status: 0 | 429 | 500;
}

/** A network that works. */
export const NO_FAULTS: Faults = {
  offline: false,
  stall: false,
  cut: false,
  loseAnswers: false,
  delay: 0,
  status: 0,
};

/** Between these many bytes an answer breaks off: enough for one event or two, never for a long log. */
const CUT = { from: 200, to: 3000 };

/** A reverse proxy to the API, with a network's faults at the flick of a switch. */
export class FaultyNetwork {
  readonly #target: () => string;
  readonly #open = new Set<{ silence(): void; break(): void }>();
  #faults = NO_FAULTS;

  /** @param target origin of the API */
  constructor(target: () => string) {
    this.#target = target;
  }

  get faults(): Faults {
    return this.#faults;
  }

  /** Sets the faults from now on; being cut off or going silent also happens to what is open. */
  set(faults: Faults): void {
    this.#faults = faults;
    for (const connection of this.#open) {
      if (faults.offline) connection.break();
      else if (faults.stall) connection.silence();
    }
  }

  /** Passes a request on to the same path of the API. */
  async handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { offline, delay, status } = this.#faults;
    if (delay > 0) await wait(delay);
    if (offline) outgoing.destroy();
    else if (status !== 0) refuse(outgoing, status);
    else this.#forward(incoming, outgoing);
  }

  #forward(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { cut, loseAnswers, stall } = this.#faults;
    const isLost = loseAnswers && incoming.method === "POST";
    let silent = stall;
    let left = cut ? CUT.from + Math.random() * (CUT.to - CUT.from) : Infinity;
    const connection = { silence: () => void (silent = true), break: () => outgoing.destroy() };
    const { method, url, headers } = incoming;
    const upstream = request(this.#target() + url, { method: method ?? "GET", headers });

    this.#open.add(connection);
    outgoing.once("close", () => {
      this.#open.delete(connection);
      upstream.destroy();
    });
    upstream.once("error", () => outgoing.destroy());
    upstream.once("response", (answer) => {
      if (isLost) return void outgoing.destroy();
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      outgoing.flushHeaders();
      answer.on("data", (chunk: Buffer) => {
        if (silent) return;
        outgoing.write(chunk.subarray(0, left));
        left -= chunk.length;
        // A pause, so that what was written before is sent before the line goes dead.
        if (left <= 0) setTimeout(connection.break, 20);
      });
      answer.once("end", () => silent || outgoing.end());
      answer.once("error", connection.break);
    });
    incoming.pipe(upstream);
  }
}

function refuse(outgoing: ServerResponse, status: 429 | 500): void {
  const headers = status === 429 ? { "Retry-After": "3" } : {};
  // As much of a real proxy's error page as a client needs to stumble over.
  outgoing.writeHead(status, { ...headers, "Content-Type": "text/html" });
  outgoing.end(`<html><h1>${status}</h1></html>`);
}
