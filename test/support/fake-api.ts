import type { SessionOptions } from "../../src/core.js";
import type { SessionEvent } from "../../src/wire/events.js";
import { messagesFile, streamFile } from "../../src/wire/connect.js";
import { agentEvents, frame, userMessage } from "./log.js";
import type { WireName } from "./wires.js";

// Loaded here, because a test's clock does not advance while a file is loaded.
await Promise.all([messagesFile.load(), streamFile.load()]);

/** The maximal number of events in a page of the serverless wire. */
const AGENT_PAGE_EVENTS = 500;
const STREAM = { headers: { "content-type": "text/event-stream" } };

/** The body of a stream that a test controls. */
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
  /** Answers requests for a stream in place of the log. */
  stream: ((after: number) => Promise<Response>) | null = null;
  /** Answers requests for a page in place of the log. */
  page: (() => Promise<Response>) | null = null;
  /** Whether open streams deliver no new events. */
  isHolding = false;
  /** Whether pages obey `limit`. */
  knowsLimit = true;
  /** The requests, by path and query. */
  readonly requests: string[] = [];
  readonly #wire: WireName;
  /** The log, translated into the events of a serverless agent. */
  #translated: ReturnType<typeof agentEvents> = [];
  /** The last event that {@link #translated} contains. */
  #lastTranslated: SessionEvent | undefined;
  /** The seqs of messages by their idempotency keys. */
  readonly #posted = new Map<string, number>();
  #open: Body[] = [];

  /** @param wire its protocol; on the serverless wire, the v3 log is translated */
  constructor(wire: WireName = "v3") {
    this.#wire = wire;
    this.options =
      wire === "v3"
        ? { session: "ses_1", token: "ct_1" }
        : { session: "ses_1", protocol: "serverless", baseUrl: "http://host.example/api" };
  }

  /** Like the global `fetch`; obeys its signal, unless a test's own answer does not. */
  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const url = new URL(String(input));
    this.requests.push(url.pathname + url.search);
    if (init?.method === "POST") return this.#post(String(init.body));
    const after = Number(url.searchParams.get("after"));
    if (this.#wire === "serverless") return this.page?.() ?? this.#agentPage(after);
    if (url.searchParams.has("stream")) return this.stream?.(after) ?? this.#stream(after);
    return this.page?.() ?? this.#page(after, Number(url.searchParams.get("limit")));
  };

  /** The number of requests for a stream or a page. */
  count(kind: "stream" | "page"): number {
    const isStream = (url: string) => url.includes("stream=");
    return this.requests.filter((url) => url.includes("after=") && isStream(url) === (kind === "stream"))
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

  /** Lets the open streams deliver nothing from now on. */
  hang(): void {
    this.#open = [];
  }

  /** Breaks every open stream. */
  cut(): void {
    for (const { cut } of this.#open.splice(0)) cut();
  }

  /** A body that a test writes itself. */
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
    if (this.#translated.length !== this.log.length || this.#lastTranslated !== this.log.at(-1)) {
      this.#translated = agentEvents(this.log);
      this.#lastTranslated = this.log.at(-1);
    }
    const events = this.#translated.filter(({ seq }) => seq > after);
    return Response.json({ events: events.slice(0, AGENT_PAGE_EVENTS) });
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
