import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { Client } from "pg";
import type { Signals } from "../store.js";
import { connectionOptions } from "./pool.js";

const CHANNEL = "oc_session_heads";

/** Milliseconds before the first and at most before any attempt to connect again. */
const RECONNECT_MS = 200;
const MAX_RECONNECT_MS = 5000;

/** Milliseconds between two looks for what was not heard of, as a connection may die without a word. */
const LOOK_EVERY_MS = 5000;

/** Bytes of one announcement's list: the database takes 8 000 to a notification. */
const MAX_LIST_BYTES = 7500;

/**
 * What the processes tell each other: which sessions' logs have grown, and to which seq.
 *
 * It is told after the commit and not within it, on a connection of its own: a transaction that notifies is committed
 * one at a time by the whole database. What is lost when a process dies in between is found by the next look.
 */
export class Announcements {
  readonly #url: string;
  /** Names this store in its announcements: what it has done itself it need not hear of. */
  readonly #sender = randomUUID();
  readonly #signals: Signals[] = [];
  readonly #abort = new AbortController();
  readonly #heads = new Map<string, number>();
  #client: Client | null = null;
  #isSending = false;
  #looking: NodeJS.Timeout | undefined;
  #listening: Promise<void> = Promise.resolve();

  constructor(url: string) {
    this.#url = url;
  }

  /** Begins to listen, and goes on until {@link close}. */
  start(): void {
    this.#listening = this.#listen();
    this.#looking = setInterval(() => this.#missed(), LOOK_EVERY_MS);
    this.#looking.unref();
  }

  hear(signals: Signals): void {
    this.#signals.push(signals);
  }

  /** Tells of a log's head with the next announcement; of several heads of one log, the last. */
  announce(session: string, head: number): void {
    this.#heads.set(session, Math.max(head, this.#heads.get(session) ?? 0));
    if (!this.#isSending) void this.#send();
  }

  async close(): Promise<void> {
    clearInterval(this.#looking);
    this.#abort.abort();
    await this.#client?.end().catch(() => {});
    await this.#listening;
  }

  /** Never rejects: what cannot be told is found by the others when they look. */
  async #send(): Promise<void> {
    this.#isSending = true;
    try {
      // What is committed in the same moment is told along.
      await new Promise((resolve) => setImmediate(resolve));
      while (this.#heads.size > 0 && this.#client !== null) {
        const list = this.#nextList();
        await this.#client.query("SELECT pg_notify($1, $2)", [CHANNEL, list]);
      }
    } catch {
      // The connection is gone; whoever listens looks when there is one again.
    } finally {
      this.#heads.clear();
      this.#isSending = false;
    }
  }

  #nextList(): string {
    let list = `${this.#sender}\n`;
    for (const [session, head] of this.#heads) {
      if (list.length + session.length + 20 > MAX_LIST_BYTES) break;
      list += `${session} ${head}\n`;
      this.#heads.delete(session);
    }
    return list;
  }

  /** Listens, on one connection after the other, until closed. */
  async #listen(): Promise<void> {
    let pause = RECONNECT_MS;
    while (!this.#abort.signal.aborted) {
      const client = new Client(connectionOptions(this.#url));
      try {
        const ended = new Promise<void>((resolve) => client.once("end", resolve));
        client.on("error", () => {});
        client.on("notification", ({ payload = "" }) => this.#heard(payload));
        await client.connect();
        await client.query(`LISTEN ${CHANNEL}`);
        this.#client = client;
        pause = RECONNECT_MS;
        this.#missed();
        if (this.#abort.signal.aborted) await client.end();
        await ended;
      } catch {
        await client.end().catch(() => {});
      }
      this.#client = null;
      await wait(pause, undefined, { signal: this.#abort.signal }).catch(() => {});
      pause = Math.min(MAX_RECONNECT_MS, pause * 2);
    }
  }

  #heard(list: string): void {
    const [sender, ...lines] = list.split("\n");
    if (sender === this.#sender) return;
    for (const line of lines) {
      const [session = "", head] = line.split(" ");
      if (session !== "") for (const signals of this.#signals) signals.appended(session, Number(head));
    }
  }

  #missed(): void {
    for (const signals of this.#signals) signals.missed();
  }
}
