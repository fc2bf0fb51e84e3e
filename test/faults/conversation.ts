import { items, type Session, type SessionOptions, type SessionState } from "../../src/core.js";
import type { Random } from "../../demo/fault-network/random.js";
import type { LocalOpenComputer } from "../runner/local-server.js";

/** What can happen in a scenario, as often as its weight says. */
export type Happening = readonly [weight: number, name: string, act: () => unknown];

/** What a conversation is made with. */
export interface ConversationParts {
  readonly server: LocalOpenComputer;
  /** What follows from the seed. */
  readonly random: Random;
  /** For what happens in no certain order. */
  readonly chance: Random;
  /** Its first message begins it, by the host's endpoint; else it is there from the start. */
  readonly usesEndpoint: boolean;
}

/** The service's side of a scenario, on one wire. */
export interface Conversation {
  /** Origins by path prefix: what the network lies before. */
  readonly upstreams: Readonly<Record<string, string>>;
  /** Starts what the pages talk to. */
  begin(): Promise<void>;
  /** How a page reaches it through the network at `origin`. */
  optionsFor(origin: string): SessionOptions;
  /** What else people may write. */
  readonly texts: readonly string[];
  /** What can happen on this wire alone. */
  happeningsOf(session: Session): readonly Happening[];
  /** The pages' access ends, or changes. */
  endAccess(): unknown;
  /** An agent does something; gives how many events that made. */
  append(): Promise<number>;
  /** From now on it refuses nothing. */
  heal(): void;
  /** The log by now; null while the conversation has not begun. */
  log(): Promise<Log | null>;
  close(): Promise<void> | void;
}

/** The log of a conversation as it really is. */
export interface Log {
  /** What people put in, each message once. */
  readonly inputs: readonly string[];
  /** What a page that has read it all shows otherwise; null: nothing. */
  differenceTo(state: SessionState): string | null;
}

export const TEXTS = ["plain", "Grüße", "世界 👩‍🚀", "two\nlines", "  spaced  ", "<b>bold</b>"] as const;

/** What was read otherwise than the log has it; null: nothing. */
export function unread(read: readonly number[], held: readonly number[], { connection }: SessionState) {
  if (read.join() === held.join()) return null;
  return `read ${read.join() || "nothing"}, log ${held.join()}; ${connection}`;
}

/** Whether everything is drawn once, and in the order of the log; null: it is. */
export function disorder({ log, pending }: SessionState): string | null {
  const ids = [...items(log)].map(({ id }) => id);
  if (new Set(ids).size !== ids.length || pending.length > 0) return "drawn twice";
  const seqs = [...items(log)].map(({ seq }) => seq ?? 0);
  return seqs.every((seq, i) => i === 0 || seq > seqs[i - 1]!) ? null : "out of order";
}
