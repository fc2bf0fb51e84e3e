import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** A line between a browser and a server. */
export interface Line {
  /** What it carries in a second towards the browser, all connections together, in bytes. */
  readonly bytesPerSecond: number;
  /** From the browser to the server and back, milliseconds. */
  readonly rttMs: number;
}

/** The lines that are measured on; the figures are those of Chrome's developer tools and WebPageTest. */
export const LINES = {
  cable: { bytesPerSecond: 5_000_000 / 8, rttMs: 28 },
  "4G": { bytesPerSecond: 10_000_000 / 8, rttMs: 50 },
  "slow 4G": { bytesPerSecond: 1_600_000 / 8, rttMs: 150 },
} as const satisfies Readonly<Record<string, Line>>;

/** A segment of TCP carries so much. */
const SEGMENT_BYTES = 1_460;
/** A new connection sends so much before it hears of what has arrived (RFC 6928). */
const INITIAL_WINDOW_BYTES = 10 * SEGMENT_BYTES;
const LARGEST_WINDOW_BYTES = 1024 * 1024;

/**
 * Stands between the browser and the server as a line does: every byte takes half a round trip, the connections share
 * one rate, a connection takes a round trip to be made, and sends twice as much each round trip as in the one before,
 * until the line is full. There is no TLS, no loss, and the way to the server has no limit but its time.
 */
export class Network {
  readonly #server: Server;
  readonly #line: Line;
  readonly #target: number;
  /** When the line has carried all that was given to it, in milliseconds of `performance.now()`. */
  #freeAt = 0;
  #bytes = 0;

  /** @param target the port of the server, on this machine */
  constructor(line: Line, target: number) {
    this.#line = line;
    this.#target = target;
    this.#server = createServer((browser) => this.#carry(browser));
  }

  /** What was carried to the browser since this was last asked, in bytes. */
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

  #carry(browser: Socket): void {
    const { rttMs } = this.#line;
    const server = connect(this.#target, "127.0.0.1");
    for (const socket of [browser, server]) socket.setNoDelay(true).on("error", () => socket.destroy());
    browser.on("close", () => server.destroy());
    // The browser's own connection was made without the line: its first bytes wait for the round trip it saved.
    const madeAt = performance.now() + rttMs;
    browser.on("data", (bytes) =>
      at(Math.max(madeAt, performance.now()) + rttMs / 2, () => server.write(bytes)),
    );
    browser.on("end", () => at(performance.now() + rttMs / 2, () => server.end()));
    this.#deliver(server, browser);
  }

  #deliver(server: Socket, browser: Socket): void {
    const { bytesPerSecond, rttMs } = this.#line;
    let waiting: Buffer[] = [];
    let underWay = 0;
    let window = INITIAL_WINDOW_BYTES;
    let hasEnded = false;
    const send = () => {
      while (waiting.length > 0 && underWay < window) {
        const segment = (waiting[0] as Buffer).subarray(0, SEGMENT_BYTES);
        const rest = (waiting[0] as Buffer).subarray(SEGMENT_BYTES);
        if (rest.length > 0) waiting[0] = rest;
        else waiting.shift();
        underWay += segment.length;
        this.#freeAt = Math.max(this.#freeAt, performance.now()) + (segment.length / bytesPerSecond) * 1000;
        const arrivesAt = this.#freeAt + rttMs / 2;
        at(arrivesAt, () => {
          this.#bytes += segment.length;
          browser.write(segment);
        });
        at(arrivesAt + rttMs / 2, () => {
          underWay -= segment.length;
          window = Math.min(LARGEST_WINDOW_BYTES, window + segment.length);
          send();
        });
      }
      if (waiting.length === 0) server.resume();
      if (hasEnded && waiting.length === 0 && underWay === 0) browser.end();
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

/** What is due, in the order of its time: what comes later must not overtake what came before. */
const due: { readonly time: number; readonly run: () => void }[] = [];
let timer: NodeJS.Timeout | undefined;

function at(time: number, run: () => void): void {
  let index = due.length;
  while (index > 0 && (due[index - 1]?.time ?? 0) > time) index -= 1;
  due.splice(index, 0, { time, run });
  if (index === 0) expect();
}

function expect(): void {
  clearTimeout(timer);
  const [next] = due;
  if (next) timer = setTimeout(runDue, Math.max(0, next.time - performance.now()));
}

function runDue(): void {
  const now = performance.now();
  while (due[0] && due[0].time <= now + 0.5) due.shift()?.run();
  expect();
}
