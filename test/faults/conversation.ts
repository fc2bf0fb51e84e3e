import { items, type Session, type SessionOptions, type SessionState } from "../../src/core.js";
import type { Random } from "../../demo/fault-network/random.js";
import type { LocalOpenComputer } from "../runner/local-server.js";

/** An action of a scenario. Its probability is proportional to its weight. */
export type Action = readonly [weight: number, name: string, run: () => unknown];

/** The parameters of a conversation. */
export interface ConversationParts {
  readonly server: LocalOpenComputer;
  /** For the actions, whose order follows from the seed. */
  readonly random: Random;
  /** For decisions whose order depends on the network, so that they do not change the actions. */
  readonly chance: Random;
  /** Whether the host's endpoint starts it with the first message; otherwise it exists from the beginning. */
  readonly usesEndpoint: boolean;
}

/** The service's side of a scenario, on one wire. */
export interface Conversation {
  /** The origins behind the network, by path prefix. */
  readonly upstreams: Readonly<Record<string, string>>;
  /** Starts the servers that the pages call. */
  begin(): Promise<void>;
  /** The options of a page's session, which reaches the servers through the network at `origin`. */
  optionsFor(origin: string): SessionOptions;
  /** Texts of a person's messages that only this wire needs, in addition to {@link TEXTS}. */
  readonly texts: readonly string[];
  /** The actions that only this wire has. */
  actionsOf(session: Session): readonly Action[];
  /** Revokes the access of the pages, or changes it. */
  endAccess(): unknown;
  /** Appends events of an agent to the log; resolves with their number. */
  append(): Promise<number>;
  /** Ends all refusals. */
  heal(): void;
  /** The current log; null while the conversation has not begun. */
  log(): Promise<Log | null>;
  close(): Promise<void> | void;
}

/** The log of a conversation, as the service has it. */
export interface Log {
  /** The texts of a person's messages, each message once. */
  readonly inputs: readonly string[];
  /** How the state of a page that has read the log differs from it; null if it does not. */
  differenceTo(state: SessionState): string | null;
}

/** Texts of messages. */
export const TEXTS = ["plain", "Grüße", "世界 👩‍🚀", "two\nlines", "  spaced  ", "<b>bold</b>"] as const;

/** How the seqs that were read differ from those of the log; null if they do not. */
export function readDifference(
  read: readonly number[],
  logged: readonly number[],
  { connection }: SessionState,
): string | null {
  if (read.join() === logged.join()) return null;
  return `read ${read.join() || "nothing"}, log ${logged.join()}; ${connection}`;
}

/** Whether an entry is there twice or not in the order of the log, as a sentence; null if there is none. */
export function orderFault({ log, pending }: SessionState): string | null {
  const ids = [...items(log)].map(({ id }) => id);
  if (new Set(ids).size !== ids.length || pending.length > 0) return "an entry is there twice";
  const seqs = [...items(log)].map(({ seq }) => seq ?? 0);
  return seqs.every((seq, i) => i === 0 || seq > seqs[i - 1]!) ? null : "out of order";
}
