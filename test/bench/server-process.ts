import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ServerOrder, ServerSetup } from "./server.js";
import { framesOf, htmlOf, type Message, message, transcript } from "./transcripts.js";

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript",
  json: "application/json",
};

/** How much of a replay is written at once, in bytes. */
const WRITE = 65_536;

/** Everything the contenders load: their page and scripts, the transcript in the form each takes, new messages. */
class ContenderServer {
  /** All that is served, ready to be written: no measurement pays for the server's work. */
  readonly #files: ReadonlyMap<string, Buffer>;
  readonly #cache = new Map<string, Buffer>();
  readonly #streams = new Map<ServerResponse, (message: Message) => string>();
  readonly #server: Server = createServer((request, response) => this.#answer(request, response));

  constructor({ files, counts }: ServerSetup) {
    this.#files = new Map([...files].map(([path, file]) => [path, readFileSync(file)]));
    for (const count of counts)
      for (const path of [`/events/${count}`, `/json/${count}`, `/static/${count}`]) this.#body(path);
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

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(request.url ?? "/", "http://bench");
    const file = this.#files.get(pathname);
    const events = /^\/v3\/sessions\/ses_(\d+)\/events$/.exec(pathname);
    if (file) {
      const type = CONTENT_TYPES[pathname.split(".").at(-1) ?? ""] ?? CONTENT_TYPES["html"];
      response.writeHead(200, { "Content-Type": type, "Cache-Control": "no-store" });
      response.end(file);
    } else if (events) this.#stream(response, framesOf, this.#body(`/events/${events[1]}`));
    else if (pathname === "/appended") this.#stream(response, (next) => `data: ${JSON.stringify(next)}\n\n`);
    else if (/^\/(json|static)\/\d+$/.test(pathname)) {
      response.writeHead(200, { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" });
      response.end(this.#body(pathname));
    } else response.writeHead(404).end();
  }

  #stream(response: ServerResponse, format: (message: Message) => string, replay = Buffer.alloc(0)): void {
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    for (let at = 0; at < replay.length; at += WRITE) response.write(replay.subarray(at, at + WRITE));
    response.write(": live\n\n");
    this.#streams.set(response, format);
    response.on("close", () => this.#streams.delete(response));
  }

  #body(path: string): Buffer {
    let body = this.#cache.get(path);
    if (!body) {
      const [, kind, count] = path.split("/");
      body = Buffer.from(textOf(kind, transcript(Number(count))));
      this.#cache.set(path, body);
    }
    return body;
  }
}

function textOf(kind: string | undefined, messages: readonly Message[]): string {
  if (kind === "events") return messages.map(framesOf).join("");
  return kind === "json" ? JSON.stringify(messages) : messages.map(htmlOf).join("");
}

let server: ContenderServer;
process.on("message", async (order: ServerOrder) => {
  if ("append" in order) return server.append(order.append);
  server = new ContenderServer(order);
  process.send?.(await server.start());
});
