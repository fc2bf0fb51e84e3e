import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import type { Appending, ServerOrder, ServerSetup } from "./server.js";
import { AgentLog } from "./agent-log.js";
import { Log } from "./log.js";
import { LINES, Network } from "./network.js";
import { eventsOf, frameOf, htmlOf, type Message, message, transcript } from "./transcripts.js";

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript",
  json: "application/json",
};

/** The part of a replay that is written at once. */
const WRITE_BYTES = 65_536;

/** Serves the contenders' pages and scripts, the transcript in the format of each, and new messages. */
class ContenderServer {
  /** The compressed files by path, prepared so that measurements contain little of the server's work. */
  readonly #files: ReadonlyMap<string, Buffer>;
  readonly #bodies = new Map<string, Buffer>();
  readonly #logs = new Map<number, Log>();
  readonly #agentLogs = new Map<number, AgentLog>();
  readonly #streams = new Map<ServerResponse, (message: Message) => string>();
  readonly #server: Server = createServer((request, response) => this.#answer(request, response));

  constructor({ files, counts }: ServerSetup) {
    this.#files = new Map([...files].map(([path, file]) => [path, gzipSync(readFileSync(file))]));
    for (const count of counts) {
      this.#log(count);
      this.#agentLogs.set(count, new AgentLog(transcript(count)));
      for (const path of [`/json/${count}`, `/static/${count}`]) this.#body(path);
    }
  }

  /** Listens on a free port; resolves with the origin. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Sends one more message to every open page. */
  append(seq: number): void {
    const next = message(seq);
    for (const [stream, format] of this.#streams) stream.write(format(next));
  }

  /** Appends events to an agent's log at a rate; after a delay, the next ones follow faster. */
  async appendEvents({ count, drafts, perSecond }: Appending): Promise<void> {
    const begin = performance.now();
    for (const [i, draft] of drafts.entries()) {
      await sleep(Math.max(0, begin + (i * 1000) / perSecond - performance.now()));
      this.#agentLogs.get(count)?.append(draft);
    }
  }

  /** Removes the events after a transcript of `count` messages. */
  reset(count: number): void {
    this.#agentLogs.get(count)?.reset();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://bench");
    const file = this.#files.get(pathname);
    const events = /^\/v3\/sessions\/ses_(\d+)\/events$/.exec(pathname);
    const agentLog = this.#agentLogs.get(
      Number(/^\/agent\/sessions\/ses_(\d+)\/events$/.exec(pathname)?.[1]),
    );
    if (file) {
      const type = CONTENT_TYPES[pathname.split(".").at(-1) ?? ""] ?? CONTENT_TYPES["html"];
      // Scripts are cached for the second visit, like those of a CDN.
      const caching = pathname.endsWith(".js") ? "max-age=31536000, immutable" : "no-store";
      response.writeHead(200, { "Content-Type": type, "Content-Encoding": "gzip", "Cache-Control": caching });
      response.end(file);
    } else if (events) this.#events(response, this.#log(Number(events[1])), searchParams);
    else if (agentLog) {
      agentLog.read(Number(searchParams.get("after")), (page) => {
        response.writeHead(200, { "Content-Type": CONTENT_TYPES["json"], "Cache-Control": "no-store" });
        response.end(page);
      });
    } else if (pathname === "/appended")
      this.#stream(response, (next) => `data: ${JSON.stringify(next)}\n\n`);
    else if (/^\/(json|static)\/\d+$/.test(pathname)) {
      response.writeHead(200, { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" });
      response.end(this.#body(pathname));
    } else response.writeHead(404).end();
  }

  #events(response: ServerResponse, log: Log, query: URLSearchParams): void {
    const after = Number(query.get("after"));
    if (query.has("stream")) {
      const framesOf = (next: Message) => eventsOf(next).map(frameOf).join("");
      return this.#stream(response, framesOf, log.framesAfter(after));
    }
    response.writeHead(200, { "Content-Type": CONTENT_TYPES["json"], "Cache-Control": "no-store" });
    response.end(log.pageAfter(after, Number(query.get("limit"))));
  }

  #stream(
    response: ServerResponse,
    format: (message: Message) => string,
    replay: Buffer = Buffer.alloc(0),
  ): void {
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    for (let at = 0; at < replay.length; at += WRITE_BYTES)
      response.write(replay.subarray(at, at + WRITE_BYTES));
    response.write(": live\n\n");
    this.#streams.set(response, format);
    response.on("close", () => this.#streams.delete(response));
  }

  #log(count: number): Log {
    const log = this.#logs.get(count) ?? new Log(transcript(count));
    this.#logs.set(count, log);
    return log;
  }

  #body(path: string): Buffer {
    let body = this.#bodies.get(path);
    if (!body) {
      const [, kind, count] = path.split("/");
      const messages = transcript(Number(count));
      body = Buffer.from(kind === "json" ? JSON.stringify(messages) : messages.map(htmlOf).join(""));
      this.#bodies.set(path, body);
    }
    return body;
  }
}

let server: ContenderServer;
const networks = new Map<string, Network>();

process.on("message", async (order: ServerOrder) => {
  if ("append" in order) return server.append(order.append);
  if ("reset" in order) return server.reset(order.reset);
  if ("drafts" in order) return process.send?.(await server.appendEvents(order).then(() => true));
  if ("bytesOn" in order) return process.send?.(networks.get(order.bytesOn)?.takeBytes() ?? 0);
  server = new ContenderServer(order);
  const origin = await server.start();
  const origins: Record<string, string> = { loopback: origin };
  for (const [name, line] of Object.entries(LINES)) {
    const network = new Network(line, Number(new URL(origin).port));
    networks.set(name, network);
    origins[name] = await network.start();
  }
  process.send?.(origins);
});
