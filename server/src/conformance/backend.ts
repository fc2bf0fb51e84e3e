import type { z } from "zod";
import { hold } from "./mismatch.js";
import { EventStream } from "./event-stream.js";
import { type Hook, Receiver } from "./receiver.js";
import {
  agentShape,
  eventPageShape,
  postedShape,
  read,
  startedShape,
  tokenShape,
  type WireEvent,
} from "./shapes.js";

const DEFAULT_MODEL = "offline/conformance";

/** The backend under test, and the settings of the checks. */
export interface Subject {
  /** The API's base, including `/v3`. */
  url: string;
  /** The org key. */
  key: string;
  /** Agent of the sessions, by id or name; by default one is created. */
  agent?: string;
  /** `provider/model` of the created agent; default `offline/conformance`. */
  model?: string;
  /** Time limit in seconds for an answer, an event or the end of a turn; default 30. */
  timeoutSeconds?: number;
  /** Seconds that an idle stream may be silent; default 20, after which the chat considers it broken. */
  silenceSeconds?: number;
  /** Public address that leads to `webhookPort` on this machine; default that port on 127.0.0.1. */
  webhookUrl?: string;
  /** Port for webhooks; default any free one. */
  webhookPort?: number;
}

/** An answer with its body. */
export interface Answer {
  /** The request in words: `POST /sessions`. */
  readonly to: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined if it is not JSON. */
  readonly json: unknown;
}

/** A session that a check has started. */
export interface StartedSession {
  readonly id: string;
  /** `/sessions/` and the id. */
  readonly path: string;
  /** A client token with both scopes. */
  readonly token: string;
}

/** The options of a request. */
export interface Sending {
  /** Sent as JSON; a string is sent unchanged. */
  body?: unknown;
  /** Default the org key; null sends none. */
  credential?: string | null;
  headers?: Record<string, string>;
}

/** The backend under test, with the calls that the checks use. */
export class Backend {
  readonly url: string;
  readonly key: string;
  /** Time limit for an answer, an event or the end of a turn. */
  readonly timeoutMs: number;
  /** Milliseconds that a stream may be silent. */
  readonly silence: number;
  readonly #subject: Subject;
  readonly #started: string[] = [];
  #agent: Promise<string> | undefined;
  #receiver: Promise<Receiver> | undefined;

  constructor(subject: Subject) {
    this.#subject = subject;
    this.url = subject.url.replace(/\/+$/, "");
    this.key = subject.key;
    this.timeoutMs = (subject.timeoutSeconds ?? 30) * 1000;
    this.silence = (subject.silenceSeconds ?? 20) * 1000;
  }

  async call(method: string, path: string, sending: Sending = {}): Promise<Answer> {
    const { body, credential = this.key, headers = {} } = sending;
    const response = await fetch(this.url + path, {
      method,
      redirect: "manual",
      signal: AbortSignal.timeout(this.timeoutMs),
      headers: {
        ...(credential !== null && { Authorization: `Bearer ${credential}` }),
        ...(body !== undefined && { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      to: `${method} ${path}`,
      status: response.status,
      headers: response.headers,
      text,
      json: parse(text),
    };
  }

  /** @throws Mismatch if the status is none of the expected ones */
  async expect(
    statuses: number | number[],
    method: string,
    path: string,
    sending?: Sending,
  ): Promise<Answer> {
    const answer = await this.call(method, path, sending);
    const wanted = [statuses].flat();
    hold(
      wanted.includes(answer.status),
      `${answer.to} was answered ${answer.status}, not ${wanted.join(" or ")}${reasonOf(answer)}.`,
    );
    return answer;
  }

  /** Sends a request, and parses the body of its success by a schema. */
  async get<Schema extends z.ZodType>(
    schema: Schema,
    path: string,
    credential?: string,
  ): Promise<z.output<Schema>> {
    const answer = await this.expect(200, "GET", path, credential === undefined ? {} : { credential });
    return read(schema, answer.json, answer.to);
  }

  /** Starts a new session. */
  async session(settings: Record<string, unknown> = {}): Promise<StartedSession> {
    const body = { agent: await this.agent(), input: "Answer with the one word OK.", ...settings };
    const answer = await this.expect([200, 201], "POST", "/sessions", { body });
    const { session, client_token } = read(startedShape, answer.json, answer.to);
    this.#started.push(session.id);
    return { id: session.id, path: `/sessions/${session.id}`, token: client_token };
  }

  /** A session whose turn has ended, so that no further events come by themselves, and its whole log. */
  async settled(): Promise<{ session: StartedSession; events: WireEvent[] }> {
    const session = await this.session();
    await this.turnEnd(session, 0);
    return { session, events: await this.events(session, "limit=1000") };
  }

  /** The agent of the sessions. */
  agent(): Promise<string> {
    const { agent, model = DEFAULT_MODEL } = this.#subject;
    const create = () =>
      this.makeAgent({ name: `conformance ${model}`, prompt: "Answer with the one word OK." });
    return (this.#agent ??= agent === undefined ? create() : Promise.resolve(agent));
  }

  /** Posts a message with the session's client token. */
  async post(session: StartedSession, body: Record<string, unknown>): Promise<z.output<typeof postedShape>> {
    const answer = await this.expect([200, 202], "POST", `${session.path}/messages`, {
      body,
      credential: session.token,
    });
    return read(postedShape, answer.json, answer.to);
  }

  async mint(session: StartedSession, body: Record<string, unknown>): Promise<z.output<typeof tokenShape>> {
    const answer = await this.expect([200, 201], "POST", `${session.path}/client-tokens`, { body });
    return read(tokenShape, answer.json, answer.to);
  }

  /** One page of a session's log. */
  async events(session: StartedSession, query = ""): Promise<WireEvent[]> {
    return (await this.get(eventPageShape, `${session.path}/events?${query}`, session.token)).data;
  }

  /** Opens a session's event stream. */
  stream(
    session: StartedSession,
    query = "",
    headers: Record<string, string> = { Authorization: `Bearer ${session.token}` },
  ): Promise<EventStream> {
    return EventStream.open(`${this.url}${session.path}/events?stream=sse${query}`, headers, this.timeoutMs);
  }

  /** Waits until a turn has ended after a seq; resolves with its last event. */
  async turnEnd(session: StartedSession, after: number): Promise<WireEvent> {
    const stream = await this.stream(session, `&after=${after}`);
    try {
      const isEnd = ({ type, seq }: WireEvent) =>
        seq > after && (type === "turn.completed" || type === "turn.failed");
      return await stream.until(isEnd, "the end of the turn");
    } finally {
      stream.close();
    }
  }

  /** A new address for webhooks. */
  async hook(): Promise<Hook> {
    this.#receiver ??= Receiver.start(this.#subject.webhookPort ?? 0, this.#subject.webhookUrl);
    return (await this.#receiver).hook();
  }

  /** Archives the started sessions, as far as the backend permits it. */
  async close(): Promise<void> {
    await (await this.#receiver)?.close();
    await Promise.allSettled(
      this.#started.map((id) => this.call("POST", `/sessions/${id}/archive`, { body: {} })),
    );
  }

  /** The `provider/model` of the sessions' agent. */
  async model(): Promise<string> {
    const { agent, model = DEFAULT_MODEL } = this.#subject;
    if (agent === undefined) return model;
    return (await this.get(agentShape, `/agents/${encodeURIComponent(agent)}`)).model;
  }

  /** Creates an agent with the model of all sessions; resolves with its id. */
  async makeAgent(agent: { name: string; prompt: string }): Promise<string> {
    const body = { ...agent, model: await this.model() };
    const answer = await this.expect([200, 201], "POST", "/agents", { body });
    return read(agentShape, answer.json, answer.to).id;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The text of a refusal, for the message of a mismatch. */
function reasonOf({ status, json }: Answer): string {
  if (status < 400) return "";
  const error = (json as { error?: { message?: unknown } } | null | undefined)?.error;
  return typeof error?.message === "string" ? `: "${error.message.slice(0, 200)}"` : "";
}
