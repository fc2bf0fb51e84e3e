import { SessionError } from "../../wire/errors.js";
import { at } from "../state/list.js";
import type { Outgoing, SessionState } from "../state/state.js";

/** Where a message stands in the log. */
export interface Sent {
  readonly id: string;
  readonly seq: number;
}

interface Pending {
  readonly promise: Promise<Sent>;
  resolve(sent: Sent): void;
  reject(error: Error): void;
}

/** How far back in the log a key is looked for, in entries. */
const NEARBY = 1000;

/** The event that a key became: by the server's word, or if the log shows it near its end. */
export function sentAs({ log, outbox }: SessionState, key: string): Sent | null {
  const accepted = outbox.find((item) => item.key === key)?.accepted;
  if (accepted) return accepted;
  for (let i = log.length - 1; i >= Math.max(0, log.length - NEARBY); i -= 1) {
    const entry = at(log, i);
    if (entry?.key === key && entry.seq !== null) return { id: entry.id, seq: entry.seq };
  }
  return null;
}

/** What of a settled message the session needs to know. */
export interface SendsObserver {
  /** It is in the log. */
  sent(item: Outgoing, sent: Sent): void;
  /** It left the outbox, in the log or not: nothing more is to be kept of it. */
  gone(key: string): void;
}

/** The promises of those who wait for their messages' fate. */
export class Sends {
  readonly #pending = new Map<string, Pending>();
  readonly #observer: SendsObserver;

  constructor(observer: SendsObserver) {
    this.#observer = observer;
  }

  /** Settles with the fate of the message of `key`; the same promise however often it is asked for. */
  promise(key: string): Promise<Sent> {
    let pending = this.#pending.get(key);
    if (!pending) {
      pending = withResolvers();
      this.#pending.set(key, pending);
    }
    return pending.promise;
  }

  /** Reads from a change of state what became of each message. */
  follow(state: SessionState, previous: SessionState): void {
    if (state.outbox === previous.outbox) return;
    for (const item of previous.outbox) {
      const now = state.outbox.find(({ key }) => key === item.key);
      if (now?.accepted && !item.accepted) this.#sent(item, now.accepted);
      else if (now?.delivery === "failed" && item.delivery !== "failed" && now.error) {
        this.#reject(item.key, now.error);
      } else if (!now) this.#gone(item, state);
    }
  }

  rejectAll(error: Error): void {
    for (const key of [...this.#pending.keys()]) this.#reject(key, error);
  }

  #gone(item: Outgoing, state: SessionState): void {
    this.#observer.gone(item.key);
    if (item.accepted) return;
    const sent = sentAs(state, item.key);
    if (sent) this.#sent(item, sent);
    else this.#reject(item.key, new SessionError("closed", "The message was discarded."));
  }

  #sent(item: Outgoing, sent: Sent): void {
    this.#pending.get(item.key)?.resolve(sent);
    this.#pending.delete(item.key);
    this.#observer.sent(item, sent);
  }

  #reject(key: string, error: Error): void {
    this.#pending.get(key)?.reject(error);
    this.#pending.delete(key);
  }
}

function withResolvers(): Pending {
  const pending: Partial<Pending> = {};
  const promise = new Promise<Sent>((resolve, reject) => Object.assign(pending, { resolve, reject }));
  return { ...(pending as Omit<Pending, "promise">), promise };
}
