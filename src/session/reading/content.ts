import type { Client } from "../../wire/client.js";
import { SessionError } from "../../wire/errors.js";
import type { SessionEvent } from "../../wire/events.js";
import { isObject, text } from "../../wire/parse-event.js";
import type { Access } from "../access/access.js";
import { nextDelay } from "../time/backoff.js";
import type { Clock } from "../time/clock.js";
import { withTimeout } from "../time/timeout.js";
import type { SessionStore } from "../state/store.js";

/** How often a server is asked for a body that it does not give. */
const MOST_ATTEMPTS = 5;
/** A body that has not come for this long is asked for again, later. */
const BODY_TIMEOUT_MS = 60_000;

/** What the loader works with. */
export interface ContentLoaderOptions {
  readonly store: SessionStore;
  readonly client: Client;
  readonly access: Access;
  readonly clock: Clock;
}

/** An event with the body that was read separately: its JSON, or the text itself. */
export function withContent(event: SessionEvent, content: string): SessionEvent {
  const partial = text(event.body.text);
  const isText = partial !== null && content.startsWith(partial.slice(0, 64));
  const body = isText ? null : bodyIn(content);
  return { ...event, body: body ?? { ...event.body, text: content }, body_truncated: false };
}

function bodyIn(content: string): SessionEvent["body"] | null {
  try {
    const body: unknown = JSON.parse(content);
    return isObject(body) ? body : null;
  } catch {
    return null;
  }
}

/** Reads the bodies that were too large for the log, one at a time, the newest first, until it has them. */
export class ContentLoader {
  readonly #options: ContentLoaderOptions;
  #spilled: SessionEvent[] = [];
  #abort = new AbortController();
  #isLoading = false;
  #attempt = 0;
  /** Tokens refused in a row: after the second one, a body is given up. */
  #refusals = 0;
  #timer: unknown = null;

  constructor(options: ContentLoaderOptions) {
    this.#options = options;
  }

  /** Takes note of an event; reading starts when the log has been read to its end. */
  note(event: SessionEvent): void {
    if (event.content_ref !== null && event.body_truncated) this.#spilled.push(event);
  }

  /** Reads what was noted. */
  load(): void {
    if (this.#isLoading) return;
    this.#options.clock.clearTimeout(this.#timer);
    this.#isLoading = true;
    void this.#loadAll(this.#abort.signal);
  }

  /** Forgets what was noted: the log is left, or read anew. */
  forget(): void {
    this.#options.clock.clearTimeout(this.#timer);
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#spilled = [];
    this.#isLoading = false;
    this.#attempt = 0;
    this.#refusals = 0;
  }

  async #loadAll(signal: AbortSignal): Promise<void> {
    for (let event = this.#spilled.at(-1); event && !signal.aborted; event = this.#spilled.at(-1)) {
      const failure = await this.#loadOne(event, signal);
      if (signal.aborted) return;
      if (failure) this.#options.store.report(failure);
      if (failure && this.#isWorthAnother(failure)) return this.#tryLater(failure);
      this.#attempt = 0;
      this.#refusals = 0;
      this.#spilled = this.#spilled.filter((other) => other !== event);
    }
    if (!signal.aborted) this.#isLoading = false;
  }

  /** Returns what went wrong, if something did: what the log had of the body stays on the screen. */
  async #loadOne(event: SessionEvent, signal: AbortSignal): Promise<SessionError | null> {
    const { store, client, access, clock } = this.#options;
    let token = "";
    try {
      const grant = await access.obtain();
      if (!grant || signal.aborted) return null;
      token = grant.token;
      const late = () => new SessionError("network", "A body did not come in 60 s.");
      const content = await withTimeout({ clock, milliseconds: BODY_TIMEOUT_MS, signal, late }, (wanted) =>
        client.content({ ...grant, eventId: event.id, signal: wanted }),
      );
      store.dispatch({ type: "content", event: withContent(event, content) });
      return null;
    } catch (error) {
      if (!(error instanceof SessionError)) return null;
      if (error.status === 401) access.refuse(token);
      this.#refusals = error.status === 401 ? this.#refusals + 1 : 0;
      return error;
    }
  }

  #isWorthAnother(error: SessionError): boolean {
    if (error.status === 401) return this.#refusals < 2;
    return error.retryable && (error.code === "network" || this.#attempt < MOST_ATTEMPTS);
  }

  #tryLater({ retryAfter }: SessionError): void {
    const { clock } = this.#options;
    this.#isLoading = false;
    this.#attempt += 1;
    const wait = nextDelay({ attempt: this.#attempt, retryAfter, hidden: false, random: clock.random() });
    this.#timer = clock.setTimeout(() => this.load(), wait);
  }
}
