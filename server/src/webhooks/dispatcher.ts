import { LEVELS, type StoredEvent, typeMatches } from "../log/event.js";
import type { EventLog } from "../log/event-log.js";
import { type Attempt, MAX_PAUSE_MS } from "../store/deliveries.js";
import type { DeliveryRow, DestinationRow } from "../store/schema/rows.js";
import type { Store, Transaction } from "../store/store.js";
import { webhookBody, webhookHeaders } from "./message.js";
import { postWebhook } from "./post.js";

/** Simultaneous deliveries, each to a different destination. */
const CONCURRENCY = 16;

/** The dispatcher's dependencies. */
export interface DispatcherParts {
  store: Store;
  /** Id of this process. */
  sender: string;
  /** Called with an error that prevents webhooks from being leased or recorded. */
  onError(error: unknown): void;
  /** Called after each attempt. */
  onAttempt(status: Attempt["status"]): void;
  log: EventLog;
  allowLoopback: boolean;
  /** Milliseconds before the first retry; each further pause is twice as long. */
  retryPause: number;
  /** Attempts before a delivery becomes a dead letter. */
  tries: number;
}

/** Sends events to destinations, in order for each destination, until each is delivered or has failed finally. */
export class Dispatcher {
  readonly #parts: DispatcherParts;
  readonly #busy = new Set<string>();
  readonly #abort = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> = Promise.resolve();

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
    parts.log.onDestined((tx, session, events) => this.#enqueue(tx, session, events));
  }

  /** Releases the destinations of dead processes, and sends what is due. */
  async takeOver(): Promise<void> {
    const { store, sender } = this.#parts;
    // Runs after the current leasing, so that no destination is released that was leased just now.
    const recovered = this.#sending.then(() =>
      store.transaction((tx) => tx.deliveries.recover(sender, [...this.#busy])),
    );
    this.#sending = recovered.catch(() => {});
    await recovered;
    this.nudge();
  }

  /** Sends what is due, soon. */
  nudge(): void {
    this.#schedule(0);
  }

  /** Stops sending; a delivery in progress counts as not sent. Resolves when nothing is leased any more. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#abort.abort();
    await this.#sending;
  }

  async #enqueue(tx: Transaction, session: string, events: readonly StoredEvent[]): Promise<void> {
    const rows = await tx.destinations.list(session);
    for (const row of rows) {
      for (const event of events) {
        if (!isFor(row, event)) continue;
        const held = row.enabled === 0;
        await tx.deliveries.insert({ session, destination: row.id, event, held, tries: this.#parts.tries });
      }
    }
    if (rows.length > 0) tx.afterCommit(() => this.nudge());
  }

  #schedule(milliseconds: number): void {
    clearTimeout(this.#timer);
    if (this.#abort.signal.aborted) return;
    this.#timer = setTimeout(
      () => {
        this.#sending = this.#sending
          .then(() => this.#sendDue())
          .catch((error: unknown) => this.#parts.onError(error));
      },
      Math.min(milliseconds, MAX_PAUSE_MS),
    );
  }

  async #sendDue(): Promise<void> {
    const { store, sender } = this.#parts;
    while (this.#busy.size < CONCURRENCY && !this.#abort.signal.aborted) {
      const row = await store.transaction((tx) => tx.deliveries.take(sender));
      if (row === undefined) break;
      this.#busy.add(row.destination);
      void this.#send(row).then(() => {
        this.#busy.delete(row.destination);
        this.nudge();
      });
    }
    // A busy destination calls `nudge` when it is done; the others need the timer.
    if (this.#busy.size === CONCURRENCY || this.#abort.signal.aborted) return;
    const next = await store.deliveries.nextDue();
    if (next !== undefined) this.#schedule(Math.max(0, next - Date.now()));
  }

  /** Never rejects: a failure is the attempt's outcome. */
  async #send(row: DeliveryRow): Promise<void> {
    let responseCode: number | null = null;
    let error: string | null = null;
    try {
      responseCode = await this.#post(row);
      if (responseCode < 200 || responseCode > 299) error = `The receiver answered ${responseCode}.`;
    } catch (cause) {
      error = describe(cause);
    }
    if (this.#abort.signal.aborted) return;
    const attempt = this.#judge(row, responseCode, error);
    this.#parts.onAttempt(attempt.status);
    const { store, sender } = this.#parts;
    await store
      .transaction((tx) => tx.deliveries.release(row, sender, attempt))
      .catch((cause: unknown) => this.#parts.onError(cause));
  }

  async #post(row: DeliveryRow): Promise<number> {
    const { store, allowLoopback } = this.#parts;
    const { destinations } = store;
    const session = await store.sessions.get(row.session);
    const destination = await destinations.get(row.session, row.destination);
    const event = await store.events.find(row.session, row.event);
    if (!session || !destination || !event) throw new Error("The destination was deleted.");
    const body = webhookBody(session, event, destination.include_raw === 1);
    const headers = webhookHeaders(row, body, destinations.secret(destination));
    return postWebhook(destination.url, body, headers, { allowLoopback, signal: this.#abort.signal });
  }

  #judge(row: DeliveryRow, response_code: number | null, error: string | null): Attempt {
    if (error === null) return { status: "delivered", response_code, error, due_at: 0 };
    if (row.tries_left <= 1) return { status: "dead_letter", response_code, error, due_at: 0 };
    // Half of the pause is random, so that many deliveries are not retried at the same time.
    const retries = this.#parts.tries - row.tries_left;
    const pause = Math.min(MAX_PAUSE_MS, this.#parts.retryPause * 2 ** retries);
    return {
      status: "failed",
      response_code,
      error,
      due_at: Math.round(Date.now() + pause * (0.5 + Math.random() / 2)),
    };
  }
}

function isFor(row: DestinationRow, event: StoredEvent): boolean {
  if (event.rank > LEVELS.indexOf(row.level)) return false;
  const types = row.types === null ? null : (JSON.parse(row.types) as string[]);
  return types === null || types.some((pattern) => typeMatches(event.type, pattern));
}

function describe(cause: unknown): string {
  const { name, code, message } = cause as NodeJS.ErrnoException;
  if (name === "TimeoutError" || code === "ABORT_ERR") return "The receiver did not answer in time.";
  return message || code || "The receiver could not be reached.";
}
