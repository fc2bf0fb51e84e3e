/*
 * The requests and answers of the sessions API, version 3. Its routes and types are those of `@opencomputer/sdk` 1.1.1,
 * the last version of the SDK that has this API.
 */
import { SessionError, unreached, withoutTokens, type ErrorCode } from "../errors.js";
import type { SessionEvent } from "../events.js";
import { fromJson, integer, isObject, text } from "../json.js";
import { retryAfterOf } from "../retry-after.js";
import type { Credentials, Page, ReadOptions } from "../wire.js";
import { parseEvent } from "../parse-event.js";

/** The error code for an HTTP status, where the API itself has answered. */
const CODES: Readonly<Record<number, ErrorCode>> = {
  402: "insufficient-credits",
  403: "forbidden",
  404: "not-found",
  409: "closed",
  410: "not-found",
  413: "too-large",
};

/** The error code of a refusal. @param said null when something between the page and the API has answered. */
function codeOf(status: number, said: Refusal | null): ErrorCode {
  if (status >= 500 || status === 408 || status === 425) return "server";
  if (status === 429) return "rate-limited";
  if (status === 401) return "unauthorized";
  if (status < 400 || !said) return "protocol";
  return said.code.endsWith("_retired") ? "retired" : (CODES[status] ?? "invalid");
}

/** The API's error envelope. A field that it leaves out is "". */
interface Refusal {
  readonly reason: string;
  readonly code: string;
}

/**
 * Reads the error envelope; null where the body is none, because a firewall, a gateway or a sign-on proxy has answered.
 * Older servers send a string as `error`, which is not passed on. A retired part of the service names a guide.
 */
function refusalIn(body: string): Refusal | null {
  try {
    const answer: unknown = fromJson(body);
    if (!isObject(answer)) return null;
    if (typeof answer.error === "string")
      return { reason: text(answer.migration_guide) ?? "", code: text(answer.code) ?? "" };
    const error = isObject(answer.error) ? answer.error : answer;
    const code = text(error.code) ?? text(answer.code) ?? "";
    if (error === answer && !code.endsWith("_retired")) return null;
    const guide = text(error.migration_guide) ?? text(answer.migration_guide);
    const reason = text(error.message) ?? text(error.type) ?? code;
    return { reason: guide ? `${reason} (${guide})` : reason, code };
  } catch {
    return null;
  }
}

/**
 * The seq after which the next page begins; null after the last page. Events that cannot be read count too. Without
 * them the same page would be asked for again.
 */
function nextAfter(cursor: unknown, data: readonly unknown[]): number | null {
  if (cursor === null || cursor === undefined) return null;
  const seqOf = (item: unknown) => (isObject(item) ? integer(item.seq) : null) ?? 0;
  return integer(cursor) ?? (data.reduce<number>((most, item) => Math.max(most, seqOf(item)), 0) || null);
}

/**
 * Requests to the API. A client has no state, no retries and no timers. Every method rejects with a
 * {@link SessionError}, or with the signal's reason when it was aborted.
 */
export class Client {
  readonly #base: string;
  readonly #fetch: typeof fetch;

  /**
   * @param baseUrl the API's base, without a trailing slash.
   * @param fetcher called as `fetch` is.
   */
  constructor(baseUrl: string, fetcher: typeof fetch) {
    this.#base = baseUrl;
    this.#fetch = fetcher;
  }

  /** Opens the event stream: everything after `after`, then what comes. */
  async stream(options: ReadOptions): Promise<ReadableStream<Uint8Array>> {
    const query = `after=${options.after}&level=${options.level}&stream=sse`;
    const response = await this.request(options, `/events?${query}`, {
      headers: { Accept: "text/event-stream" },
      signal: options.signal,
    });
    const type = response.headers.get("content-type") ?? "";
    if (!response.body || !/^text\/event-stream\b/i.test(type)) {
      await response.body?.cancel();
      throw new SessionError("protocol", `The event stream was answered as "${type}".`, {
        status: response.status,
        retryable: true,
      });
    }
    return response.body;
  }

  /** Reads a page of the log, of at most 500 events by default. */
  async page(options: ReadOptions): Promise<Page> {
    const query = `after=${options.after}&level=${options.level}&limit=${options.limit ?? 500}`;
    const answer = await this.json(options, `/events?${query}`, { signal: options.signal });
    if (!Array.isArray(answer.data)) throw new SessionError("protocol", 'A page of events has no "data".');
    const events: SessionEvent[] = [];
    const errors: SessionError[] = [];
    for (const item of answer.data) {
      try {
        events.push(parseEvent(item));
      } catch (error) {
        errors.push(error as SessionError);
      }
    }
    const head = integer(answer.head);
    return { events, errors, next: nextAfter(answer.next_cursor, answer.data), ...(head && { head }) };
  }

  /** The answer to a request, which is a JSON object. */
  async json(to: Credentials, path: string, init: RequestInit): Promise<Record<string, unknown>> {
    const response = await this.request(to, path, init);
    // A server that has no pages answers with a stream, which never ends.
    const isStream = /^text\/event-stream\b/i.test(response.headers.get("content-type") ?? "");
    if (isStream) await response.body?.cancel();
    const body = isStream ? "" : await this.text(response, init.signal);
    try {
      const answer: unknown = fromJson(body);
      if (isObject(answer)) return answer;
    } catch {
      // The text is no JSON. The error below says the same as for JSON that is no object.
    }
    throw new SessionError("protocol", `The answer to ${path} is not a JSON object.`, {
      status: response.status,
      retryable: true,
    });
  }

  /** The text of an answer. */
  async text(response: Response, signal: AbortSignal | null | undefined): Promise<string> {
    try {
      return await response.text();
    } catch (cause) {
      signal?.throwIfAborted();
      throw new SessionError("network", "The answer broke off.", { cause });
    }
  }

  /** The answer to a request with the token, if its status is a success. */
  async request(to: Credentials, path: string, init: RequestInit): Promise<Response> {
    // `fetch` throws for such a header as it does without a network, and that is retried for ever.
    if (/[^ -~]/.test(to.token)) throw new SessionError("config", "The token is not ASCII.");
    let response: Response;
    try {
      response = await this.#fetch(`${this.#base}/sessions/${encodeURIComponent(to.session)}${path}`, {
        ...init,
        headers: { ...init.headers, Authorization: `Bearer ${to.token}` },
        // For a cached URL Firefox makes a second request wait until the first has ended.
        cache: "no-store",
        // A redirect could carry the token somewhere else. Cloudflare Workers throw for "error". A browser gives a
        // redirect the status 0.
        redirect: "manual",
      });
    } catch (cause) {
      init.signal?.throwIfAborted();
      throw unreached("The API", cause);
    }
    if (response.ok) return response;
    throw await this.#refusal(response, to.token);
  }

  async #refusal(response: Response, token: string): Promise<SessionError> {
    const { status } = response;
    const said = refusalIn(await response.text().catch(() => ""));
    const code = codeOf(status, said);
    const advice = code === "protocol" ? "is base-url right?" : "";
    const reason = withoutTokens((said?.reason ?? advice).replaceAll(token, "…")).slice(0, 300);
    return new SessionError(code, `The API answered ${status}${reason ? `: ${reason}` : "."}`, {
      status,
      // A gateway or a firewall has answered, so the next request may reach the API.
      ...(code === "protocol" && { retryable: true }),
      retryAfter: retryAfterOf(response),
    });
  }
}
