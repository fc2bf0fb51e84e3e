/*
 * The routes that a host's backend serves for serverless agents: docs/agents/react.mdx in
 * https://github.com/diggerhq/opencomputer
 */
import { SessionError, unreached } from "../errors.js";
import type { SessionEvent } from "../events.js";
import { integer, isObject, text, toJson } from "../json.js";
import type { Accepted, Credentials, Page, PostOptions, ReadOptions } from "../wire.js";
import { isSecret, parseEvent } from "./parse-event.js";
import { refusalOf } from "./refusal.js";

/** A post to one of the routes of a session. */
interface Call {
  readonly body?: string;
  readonly signal: AbortSignal;
}

/** How the host's routes are reached. */
export interface RoutesOptions {
  /** The prefix of the routes, without a trailing slash. */
  readonly baseUrl: string;
  readonly fetch: typeof fetch;
  /** Whether cookies are sent to another origin too. */
  readonly withCredentials: boolean;
}

/** The order of the levels. A page has the events of a level and of those before it. */
const RANK = { user: 0, progress: 1, internal: 2 } as const;

/**
 * Requests to the routes of a host. Its backend passes each request on to the service, and knows by its own cookies who
 * asks.
 */
export class Routes {
  readonly #options: RoutesOptions;

  constructor(options: RoutesOptions) {
    this.#options = options;
  }

  /** Reads the events after a seq, as many as the service gives at once. Events above the level are left out. */
  async page(options: ReadOptions): Promise<Page> {
    const { after, level, signal } = options;
    const response = await this.#request(options, `/events?after=${after}`, { signal });
    const answer = await this.#json(response, signal);
    if (!Array.isArray(answer?.events)) {
      const told = { status: response.status, retryable: true };
      throw new SessionError("protocol", 'The answer to /events has no "events".', told);
    }
    const events: SessionEvent[] = [];
    const errors: SessionError[] = [];
    let upTo = after;
    for (const item of answer.events) {
      upTo = Math.max(upTo, (isObject(item) ? integer(item.seq) : null) ?? 0);
      try {
        const event = parseEvent(item);
        // A host's route may pass the request on without its `after`.
        if (event.seq > after && RANK[event.level] <= RANK[level] && !isSecret(event)) events.push(event);
      } catch (error) {
        errors.push(error as SessionError);
      }
    }
    return { events, errors, next: upTo > after ? upTo : null, upTo };
  }

  /** Posts a message. A second post with the same key makes no second turn. */
  async post(options: PostOptions): Promise<Accepted> {
    const { text: input, refs, key, answers, signal } = options;
    const message = {
      input,
      idempotencyKey: key,
      ...(refs && { payload: refs }),
      ...(answers != null && { answers }),
    };
    const response = await this.#post(options, "/turns", { body: toJson(message), signal });
    const answer = await this.#json(response, signal);
    const turnId = text(answer?.turnId);
    const heldId = text(answer?.heldId);
    if (turnId === null && heldId === null && answer?.status !== "held" && answer?.status !== "discarded") {
      const told = { status: response.status, retryable: true };
      throw new SessionError("protocol", "The answer to a post names no turn.", told);
    }
    const repeat = answer?.duplicate === true ? { isRepeat: true } : {};
    return { id: null, seq: null, turnId, heldId, ...repeat, head: null };
  }

  /** Asks for the turn under way to stop. */
  async interrupt(options: Credentials & { signal: AbortSignal }): Promise<void> {
    return this.#ask(options, "/interrupt", options.signal);
  }

  /** Dismisses a question without an answer. */
  async dismiss(options: Credentials & { questionId: string; signal: AbortSignal }): Promise<void> {
    const path = `/questions/${encodeURIComponent(options.questionId)}/dismiss`;
    return this.#ask(options, path, options.signal);
  }

  /** Makes a request whose answer says nothing more. A host without the route may answer with its web page. */
  async #ask(to: Credentials, path: string, signal: AbortSignal): Promise<void> {
    const response = await this.#post(to, path, { signal });
    await response.body?.cancel();
    if (/^text\/html\b/i.test(response.headers.get("content-type") ?? "")) {
      const told = { status: response.status, retryable: true };
      throw new SessionError("protocol", `The answer to ${path} is a web page.`, told);
    }
  }

  #post(to: Credentials, path: string, { body, signal }: Call): Promise<Response> {
    return this.#request(to, path, {
      method: "POST",
      ...(body === undefined ? {} : { body, headers: { "Content-Type": "application/json" } }),
      signal,
      // A request with `keepalive` outlives the page. A browser refuses bodies of more than 64 KB in all.
      keepalive: (body ?? "").length * 3 < 64 * 1024,
    });
  }

  /** The JSON object of an answer; null for an answer without one. A host may answer with an empty body. */
  async #json(response: Response, signal: AbortSignal): Promise<Record<string, unknown> | null> {
    try {
      const answer: unknown = await response.json();
      return isObject(answer) ? answer : null;
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof SyntaxError) return null;
      throw new SessionError("network", "The answer broke off.", { cause });
    }
  }

  async #request(to: Credentials, path: string, init: RequestInit): Promise<Response> {
    const { baseUrl, fetch, withCredentials } = this.#options;
    let response: Response;
    try {
      response = await fetch(`${baseUrl}/sessions/${encodeURIComponent(to.session)}${path}`, {
        ...init,
        cache: "no-store",
        credentials: withCredentials ? "include" : "same-origin",
        // A redirect usually leads to a login page. It is reported and not followed.
        redirect: "manual",
      });
    } catch (cause) {
      init.signal?.throwIfAborted();
      throw unreached("The host's routes", cause);
    }
    if (response.ok) return response;
    if (response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400)) {
      const message = "The host's routes answered with a redirect, not with JSON.";
      throw new SessionError("protocol", message, { retryable: true });
    }
    throw await refusalOf(response);
  }
}
