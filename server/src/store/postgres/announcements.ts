import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { Client } from "pg";
import type { Signals } from "../store.js";
import { connectionOptions } from "./pool.js";

const CHANNEL = "oc_session_heads";

/** The first delay before a reconnection. */
const RECONNECT_MS = 200;
const MAX_RECONNECT_MS = 5000;

/** The interval of the searches for missed changes, because a process can die before it announces its own. */
const POLL_EVERY_MS = 5000;

/**
 * The interval of heartbeats, and the longest time until the answer to a statement. A connection that has failed
 * silently is replaced after both; the system would tell after two hours.
 */
const HEARTBEAT_MS = 2500;

/** PostgreSQL limits a notification to 8 000 bytes. */
const MAX_LIST_BYTES = 7500;

/** A head with the characters around it. */
const MAX_HEAD_BYTES = 20;

/**
 * Notifications between processes: which sessions' logs have grown, and to which seq.
 *
 * They are sent after the commit, on a separate connection, because PostgreSQL commits notifying transactions one at
 * a time in the whole database. If a process dies in between, the others find the change at their next search. What
 * cannot be sent now is sent when the process has reconnected.
 */
export class Announcements {
  readonly #url: string;
  readonly #heartbeatMs: number;
  /** Identifies this store in its notifications, so that it can ignore its own. */
  readonly #sender = randomUUID();
  readonly #signals: Signals[] = [];
  readonly #abort = new AbortController();
  /** The heads that are not announced yet, by session. */
  readonly #heads = new Map<string, number>();
  #client: Client | null = null;
  #isSending = false;
  #pollTimer: NodeJS.Timeout | undefined;
  #listening: Promise<void> = Promise.resolve();

  constructor(url: string, heartbeatMs = HEARTBEAT_MS) {
    this.#url = url;
    this.#heartbeatMs = heartbeatMs;
  }

  /** Listens until {@link close}. */
  start(): void {
    this.#listening = this.#stayConnected();
    this.#pollTimer = setInterval(() => this.#reportMissed(), POLL_EVERY_MS);
    this.#pollTimer.unref();
  }

  listen(signals: Signals): void {
    this.#signals.push(signals);
  }

  /** Adds a log's head to the next notification, which contains only the highest head of each log. */
  announce(session: string, head: number): void {
    this.#heads.set(session, Math.max(head, this.#heads.get(session) ?? 0));
    void this.#send();
  }

  async close(): Promise<void> {
    clearInterval(this.#pollTimer);
    this.#abort.abort();
    // A statement ends a connection that has failed silently; `end` alone would wait for the other side.
    await this.#client?.query("UNLISTEN *").catch(() => {});
    await this.#client?.end().catch(() => {});
    await this.#listening;
  }

  /** Never rejects: what could not be announced is announced after the reconnection. */
  async #send(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      // Commits of the same turn of the event loop share one notification.
      await new Promise((resolve) => setImmediate(resolve));
      while (this.#heads.size > 0 && this.#client !== null) {
        const heads = this.#nextHeads();
        const lines = heads.map(([session, head]) => `${session} ${head}\n`);
        const list = [`${this.#sender}\n`, ...lines].join("");
        await this.#client.query("SELECT pg_notify($1, $2)", [CHANNEL, list]);
        for (const [session, head] of heads)
          if (this.#heads.get(session) === head) this.#heads.delete(session);
      }
    } catch {
      // The connection has failed.
    } finally {
      this.#isSending = false;
    }
  }

  /** As many heads as fit in one notification. */
  #nextHeads(): [string, number][] {
    const heads: [string, number][] = [];
    let bytes = this.#sender.length + 1;
    for (const [session, head] of this.#heads) {
      bytes += session.length + MAX_HEAD_BYTES;
      if (bytes > MAX_LIST_BYTES) break;
      heads.push([session, head]);
    }
    return heads;
  }

  /** Listens until closed; reconnects when a connection fails. */
  async #stayConnected(): Promise<void> {
    let pause = RECONNECT_MS;
    while (!this.#abort.signal.aborted) {
      const client = new Client({ ...connectionOptions(this.#url), query_timeout: this.#heartbeatMs });
      let heartbeat: NodeJS.Timeout | undefined;
      try {
        const ended = new Promise<void>((resolve) => client.once("end", resolve));
        client.on("error", () => {});
        client.on("notification", ({ payload = "" }) => this.#receive(payload));
        await client.connect();
        await client.query(`LISTEN ${CHANNEL}`);
        this.#client = client;
        pause = RECONNECT_MS;
        this.#reportMissed();
        void this.#send();
        // A statement that is not answered in time ends the connection.
        heartbeat = setInterval(() => void client.query("SELECT 1").catch(() => {}), this.#heartbeatMs);
        if (this.#abort.signal.aborted) await client.end();
        await ended;
      } catch {
        await client.end().catch(() => {});
      } finally {
        clearInterval(heartbeat);
      }
      this.#client = null;
      await wait(pause, undefined, { signal: this.#abort.signal }).catch(() => {});
      pause = Math.min(MAX_RECONNECT_MS, pause * 2);
    }
  }

  #receive(list: string): void {
    const [sender, ...lines] = list.split("\n");
    if (sender === this.#sender) return;
    for (const line of lines) {
      const [session = "", head] = line.split(" ");
      if (session !== "") for (const signals of this.#signals) signals.appended(session, Number(head));
    }
  }

  #reportMissed(): void {
    for (const signals of this.#signals) signals.missed();
  }
}
