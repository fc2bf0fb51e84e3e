import type { SessionOptions } from "../../src/core.js";
import type { SessionEvent } from "../../src/wire/events.js";
import { streamFile } from "../../src/wire/connect.js";
import { agentEvents, frame, userMessage } from "./log.js";
import type { WireName } from "./wires.js";

// The clocks of tests stand still while a file is loaded.
await streamFile.load();

/** As many events as a serverless agent's routes give at once. */
const AGENT_PAGE = 500;
const STREAM = { headers: { "content-type": "text/event-stream" } };

/** A stream's body that a test writes. */
export interface Body {
  readonly body: ReadableStream<Uint8Array>;
  /** Sends the events of the log with these seqs. */
  send(...seqs: number[]): void;
  /** Sends a heartbeat. */
  beat(): void;
  write(text: string): void;
  /** Breaks the connection. */
  cut(): void;
}

/** The service as a function, without a server: one log, read and written through {@link fetch}. */
export class FakeApi {
  readonly log: SessionEvent[] = [];
  /** The options that open its session. */
  readonly options: SessionOptions;
  /** Answers a stream, or a page, in place of the log. */
  stream: ((after: number) => Promise<Response>) | null = null;
  page: (() => Promise<Response>) | null = null;
  /** Nothing passes through an open stream. */
  isHolding = false;
  /** Gives no more events than are asked for. */
  knowsLimit = true;
  /** What was asked for, path and query. */
  readonly requests: string[] = [];
  readonly #wire: WireName;
  /** The log as a serverless agent tells it. */
  #told: ReturnType<typeof agentEvents> = [];
  /** The last event of {@link #told}, as v3 has it. */
  #toldTo: SessionEvent | undefined;
  /** The seqs of messages by their idempotency keys. */
  readonly #posted = new Map<string, number>();
  #open: Body[] = [];

  /** @param wire how it speaks: its log is that of v3, and told in the events of the other wire there. */
  constructor(wire: WireName = "v3") {
    this.#wire = wire;
    this.options =
      wire === "v3"
        ? { session: "ses_1", token: "ct_1" }
        : { session: "ses_1", protocol: "serverless", baseUrl: "http://host.example/api" };
  }

  /** As the global `fetch`; obeys its signal as far as the test's own answers do. */
  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const url = new URL(String(input));
    this.requests.push(url.pathname + url.search);
    if (init?.method === "POST") return this.#post(String(init.body));
    const after = Number(url.searchParams.get("after"));
    if (this.#wire === "serverless") return this.page?.() ?? this.#agentPage(after);
    if (url.searchParams.has("stream")) return this.stream?.(after) ?? this.#stream(after);
    return this.page?.() ?? this.#page(after, Number(url.searchParams.get("limit")));
  };

  /** How many requests there were for a stream, or for a page. */
  count(what: "stream" | "page"): number {
    const isStream = (url: string) => url.includes("stream=");
    return this.requests.filter((url) => url.includes("after=") && isStream(url) === (what === "stream"))
      .length;
  }

  /** Adds events to the log, and sends them on every open stream. */
  append(...events: SessionEvent[]): void {
    this.log.push(...events);
    if (!this.isHolding) for (const { send } of this.#open) send(...events.map(({ seq }) => seq));
  }

  /** Sends a heartbeat on every open stream. */
  beat(): void {
    for (const { beat } of this.#open) beat();
  }

  /** Nothing more comes through what is open now. */
  hang(): void {
    this.#open = [];
  }

  /** Breaks every open stream. */
  cut(): void {
    for (const { cut } of this.#open.splice(0)) cut();
  }

  /** A body for a test to write itself. */
  body(): Body {
    const encoder = new TextEncoder();
    let controller!: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({ start: (given) => void (controller = given) });
    const write = (text: string) => {
      try {
        controller.enqueue(encoder.encode(text));
      } catch {
        // The body was cancelled.
      }
    };
    return {
      body,
      write,
      send: (...seqs) =>
        write(
          this.log
            .filter(({ seq }) => seqs.includes(seq))
            .map(frame)
            .join(""),
        ),
      beat: () => write(":\n\n"),
      cut: () => controller.error(new TypeError("cut")),
    };
  }

  #page(after: number, limit: number): Response {
    const rest = this.log.filter(({ seq }) => seq > after);
    const data = this.knowsLimit ? rest.slice(0, limit) : rest;
    const next_cursor = data.length < rest.length ? String(data.at(-1)?.seq) : null;
    return Response.json({ data, next_cursor });
  }

  #agentPage(after: number): Response {
    if (this.#told.length !== this.log.length || this.#toldTo !== this.log.at(-1)) {
      this.#told = agentEvents(this.log);
      this.#toldTo = this.log.at(-1);
    }
    const events = this.#told.filter(({ seq }) => seq > after);
    return Response.json({ events: events.slice(0, AGENT_PAGE) });
  }

  #stream(after: number): Response {
    const opened = this.body();
    const seqs = this.log.map(({ seq }) => seq).filter((seq) => seq > after);
    opened.send(...seqs);
    opened.beat();
    this.#open.push(opened);
    return new Response(opened.body, STREAM);
  }

  #post(body: string): Response {
    const { text, input, ...keys } = JSON.parse(body) as Record<string, string>;
    const key = keys["idempotency_key"] ?? keys["idempotencyKey"] ?? "";
    const before = this.#posted.get(key);
    const seq = before ?? (this.log.at(-1)?.seq ?? 0) + 1;
    if (before === undefined) this.append(userMessage(seq, text ?? input ?? ""));
    this.#posted.set(key, seq);
    const status = before === undefined ? 202 : 200;
    if (this.#wire === "serverless") {
      const { turnId } = agentEvents(this.log).find((event) => event.seq === seq)!;
      return Response.json({ turnId, status: "queued", duplicate: before !== undefined }, { status });
    }
    return Response.json({ event: { id: `evt_${seq}`, seq }, session: { head: seq } }, { status });
  }
}
