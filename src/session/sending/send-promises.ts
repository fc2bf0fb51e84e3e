import { SessionError } from "../../wire/errors.js";
import { at } from "../state/list.js";
import type { Effect } from "../state/change.js";
import type { SessionState } from "../state/state.js";

/** The place of a message in the log. */
export interface Sent {
  readonly id: string;
  readonly seq: number;
}

interface Pending {
  readonly promise: Promise<Sent>;
  resolve(sent: Sent): void;
  reject(error: Error): void;
}

/** The place of the message of `key` in the log, from its receipt or from the log; null if it is not known yet. */
export function sentAs({ log, outbox }: SessionState, key: string): Sent | null {
  const accepted = outbox.find((item) => item.key === key)?.accepted;
  if (accepted?.id && accepted.seq !== null) return { id: accepted.id, seq: accepted.seq };
  for (let i = log.length - 1; i >= 0; i -= 1) {
    const entry = at(log, i);
    if (entry?.key === key && entry.seq !== null) return { id: entry.id, seq: entry.seq };
  }
  return null;
}

/** @throws {SessionError} when the text is empty, or the session takes no messages. */
export function checkSendable({ connection, error }: SessionState, text: string): void {
  if (text.trim() === "") throw new SessionError("invalid", "A message needs a text.");
  if (connection === "closed") throw error ?? new SessionError("closed", "The conversation has ended.");
}

/** The promises that {@link Session.send} has given, by idempotency key. */
export class Sends {
  readonly #pending = new Map<string, Pending>();

  /**
   * The promise for the message of `key`. Resolves once the place of the message in the log is known. Every call
   * returns the same promise.
   */
  promise(key: string): Promise<Sent> {
    let pending = this.#pending.get(key);
    if (!pending) {
      pending = withResolvers();
      this.#pending.set(key, pending);
    }
    return pending.promise;
  }

  /** Settles the promise that an effect decides. */
  settle(effect: Effect): void {
    switch (effect.type) {
      case "delivered":
        this.#pending.get(effect.item.key)?.resolve({ id: effect.id, seq: effect.seq });
        this.#pending.delete(effect.item.key);
        break;
      case "refused":
        this.#reject(effect.key, effect.error);
        break;
      case "gone":
        this.#reject(effect.key, new SessionError("closed", "The message was discarded."));
    }
  }

  rejectAll(error: Error): void {
    for (const key of [...this.#pending.keys()]) this.#reject(key, error);
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
