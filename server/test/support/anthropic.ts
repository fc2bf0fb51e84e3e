import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Json } from "./json.js";

/** What a real key looks like. */
export const ANTHROPIC_KEY = "sk-ant-api03-AAAAAAAAAAAAAAAAAAAAAAAA";

/** A message that waits for its answer, see {@link AnthropicStandIn.hold}. */
export const WAIT = "Wait for me";

/** A stand-in for Anthropic's API on this machine: streams what the test says. */
export class AnthropicStandIn {
  /** Requests as they came: path, key and parsed body. */
  readonly requests: { path: string; key: string | undefined; body: Json }[] = [];
  /** Answers a request; set by the test. */
  answer: (response: ServerResponse, body: Json) => void = (response) => streamText(response, ["Hello!"]);
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      let text = "";
      request.on("data", (chunk: Buffer) => (text += chunk.toString()));
      request.on("end", () => {
        const key = request.headers.authorization;
        const body = JSON.parse(text) as Json;
        this.requests.push({ path: request.url!, key, body });
        this.answer(response, body);
      });
    });
  }

  static async start(): Promise<AnthropicStandIn> {
    const standIn = new AnthropicStandIn();
    standIn.#server.listen(0, "127.0.0.1");
    await once(standIn.#server, "listening");
    return standIn;
  }

  /** Has turns last as long as the test wants: {@link WAIT} is answered once the returned function is called. */
  hold(): (text: string) => void {
    let letGo!: (text: string) => void;
    const reply = new Promise<string>((resolve) => (letGo = resolve));
    this.answer = (response, { messages }) => {
      if (messages.at(-1).content === WAIT) void reply.then((text) => streamText(response, [text]));
      else streamText(response, ["Hello!"]);
    };
    return letGo;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }
}

/** Streams an answer piece by piece, as the API does. */
export function streamText(
  response: ServerResponse,
  pieces: readonly string[],
  { stop = "end_turn", input = 10, output = 5 } = {},
): void {
  response.writeHead(200, { "Content-Type": "text/event-stream" });
  const send = (event: { type: string }) =>
    response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  const usage = { input_tokens: input, output_tokens: 1 };
  const message = { id: "msg_1", type: "message", role: "assistant", model: "m", content: [], usage };
  send({ type: "message_start", message: { ...message, stop_reason: null, stop_sequence: null } } as never);
  send({ type: "content_block_start", index: 0, content_block: { type: "text", text: "" } } as never);
  for (const text of pieces) {
    send({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } } as never);
  }
  send({ type: "content_block_stop", index: 0 } as never);
  const delta = { stop_reason: stop, stop_sequence: null };
  send({ type: "message_delta", delta, usage: { output_tokens: output } } as never);
  send({ type: "message_stop" });
  response.end();
}

/** Refuses as the API does. */
export function refuse(response: ServerResponse, status: number, type: string, message: string): void {
  response.writeHead(status, { "Content-Type": "application/json", "retry-after-ms": "1" });
  response.end(JSON.stringify({ type: "error", error: { type, message } }));
}
