import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** The properties of a network between a browser and a server. */
export interface Line {
  /** The download rate of all connections together. */
  readonly bytesPerSecond: number;
  /** The round-trip time. */
  readonly rttMs: number;
}

/** The measured networks, with the figures of Chrome's developer tools and WebPageTest. */
export const LINES = {
  cable: { bytesPerSecond: 5_000_000 / 8, rttMs: 28 },
  "4G": { bytesPerSecond: 10_000_000 / 8, rttMs: 50 },
  "slow 4G": { bytesPerSecond: 1_600_000 / 8, rttMs: 150 },
} as const satisfies Readonly<Record<string, Line>>;

/** The content of a TCP segment. */
const SEGMENT_BYTES = 1_460;
/** The initial congestion window of a connection: RFC 6928. */
const INITIAL_WINDOW_BYTES = 10 * SEGMENT_BYTES;
const MAX_WINDOW_BYTES = 1024 * 1024;

/**
 * A proxy between the browser and the server that simulates a network: each byte takes half a round trip, all
 * connections share one rate, opening a connection takes a round trip, and its window doubles with each round trip. It
 * simulates no TLS and no loss, and does not limit the upload rate.
 */
export class Network {
  readonly #server: Server;
  readonly #line: Line;
  readonly #target: number;
  /** When all bytes so far have been transferred, as a time of `performance.now()`. */
  #freeAt = 0;
  #bytes = 0;

  /** @param target the port of the server, on this machine */
  constructor(line: Line, target: number) {
    this.#line = line;
    this.#target = target;
    this.#server = createServer((browser) => this.#connect(browser));
  }

  /** The number of bytes that were sent to the browser since the last call. */
  takeBytes(): number {
    const bytes = this.#bytes;
    this.#bytes = 0;
    return bytes;
  }

  /** Listens on a free port; resolves with the origin. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  #connect(browser: Socket): void {
    const { rttMs } = this.#line;
    const server = connect(this.#target, "127.0.0.1");
    for (const socket of [browser, server]) socket.setNoDelay(true).on("error", () => socket.destroy());
    browser.on("close", () => server.destroy());
    // The browser's connection to this proxy took no round trip, so its first bytes wait for one.
    const connectedAt = performance.now() + rttMs;
    browser.on("data", (bytes) =>
      at(Math.max(connectedAt, performance.now()) + rttMs / 2, () => server.write(bytes)),
    );
    browser.on("end", () => at(performance.now() + rttMs / 2, () => server.end()));
    this.#deliver(server, browser);
  }

  #deliver(server: Socket, browser: Socket): void {
    const { bytesPerSecond, rttMs } = this.#line;
    let waiting: Buffer[] = [];
    let inFlight = 0;
    let window = INITIAL_WINDOW_BYTES;
    let hasEnded = false;
    const send = () => {
      while (waiting.length > 0 && inFlight < window) {
        const segment = (waiting[0] as Buffer).subarray(0, SEGMENT_BYTES);
        const rest = (waiting[0] as Buffer).subarray(SEGMENT_BYTES);
        if (rest.length > 0) waiting[0] = rest;
        else waiting.shift();
        inFlight += segment.length;
        this.#freeAt = Math.max(this.#freeAt, performance.now()) + (segment.length / bytesPerSecond) * 1000;
        const arrivesAt = this.#freeAt + rttMs / 2;
        at(arrivesAt, () => {
          this.#bytes += segment.length;
          browser.write(segment);
        });
        at(arrivesAt + rttMs / 2, () => {
          inFlight -= segment.length;
          window = Math.min(MAX_WINDOW_BYTES, window + segment.length);
          send();
        });
      }
      if (waiting.length === 0) server.resume();
      if (hasEnded && waiting.length === 0 && inFlight === 0) browser.end();
    };
    server.on("data", (bytes) => {
      waiting.push(bytes);
      server.pause();
      send();
    });
    server.on("end", () => {
      hasEnded = true;
      send();
    });
    server.on("close", (hadError) => hadError && browser.destroy());
    browser.on("close", () => (waiting = []));
  }
}

/** The scheduled callbacks by time, those of the same time in the order of their calls, as timers would not be. */
const scheduled: { readonly time: number; readonly run: () => void }[] = [];
let timer: NodeJS.Timeout | undefined;

/** Calls `run` at a time of `performance.now()`. */
function at(time: number, run: () => void): void {
  let index = scheduled.length;
  while (index > 0 && (scheduled[index - 1]?.time ?? 0) > time) index -= 1;
  scheduled.splice(index, 0, { time, run });
  if (index === 0) setTimer();
}

function setTimer(): void {
  clearTimeout(timer);
  const [next] = scheduled;
  if (next) timer = setTimeout(runDue, Math.max(0, next.time - performance.now()));
}

function runDue(): void {
  const now = performance.now();
  while (scheduled[0] && scheduled[0].time <= now + 0.5) scheduled.shift()?.run();
  setTimer();
}
