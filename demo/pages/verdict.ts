import type { Entry } from "oc-session";
import type { LabEvent } from "../backend/lab.js";

/** How the transcript compares with the log. */
export interface Verdict {
  /** Messages in the log. */
  readonly logged: number;
  /** Of those, on the screen. */
  readonly shown: number;
  /** In the log, but not on the screen. */
  readonly missing: number;
  /** On the screen more than once, or in the log more often than sent. */
  readonly doubled: number;
  /** On the screen before something that precedes them in the log. */
  readonly disordered: number;
  /** Sent from here, and not in the log yet. */
  readonly waiting: number;
}

const MESSAGES = new Set(["user.message", "http.request", "agent.message"]);

/**
 * Compares what the element holds with the log as it really is.
 *
 * @param sent texts that were sent from here, each different
 */
export function compare(
  log: readonly LabEvent[],
  entries: readonly Entry[],
  sent: readonly string[],
): Verdict {
  const messages = log.filter(({ type }) => MESSAGES.has(type));
  const seqs = entries.flatMap(({ kind, seq }) => (kind === "message" && seq !== null ? [seq] : []));
  const shown = new Set(seqs);
  const times = (text: string) => messages.filter(({ body }) => body.text === text).length;
  return {
    logged: messages.length,
    shown: messages.filter(({ seq }) => shown.has(seq)).length,
    missing: messages.filter(({ seq }) => !shown.has(seq)).length,
    doubled: seqs.length - shown.size + sent.filter((text) => times(text) > 1).length,
    disordered: seqs.filter((seq, index) => index > 0 && seq <= (seqs[index - 1] ?? 0)).length,
    waiting: sent.filter((text) => times(text) === 0).length,
  };
}
