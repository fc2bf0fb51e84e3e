import type { Entry } from "oc-session";
import type { LabEvent } from "../backend/lab.js";

/** The result of comparing the transcript with the log. */
export interface Verdict {
  /** Messages in the log. */
  readonly logged: number;
  /** Messages of the log that are shown. */
  readonly shown: number;
  /** Messages of the log that are not shown. */
  readonly missing: number;
  /** Messages that are shown more than once, or that the log contains more often than they were sent. */
  readonly doubled: number;
  /** Messages that are shown before one that precedes them in the log. */
  readonly disordered: number;
  /** Messages that this page sent and the log does not contain yet. */
  readonly waiting: number;
}

const MESSAGES = new Set(["user.message", "http.request", "agent.message"]);

/**
 * Compares the element's entries with the actual log.
 *
 * @param sent the texts that this page sent, each unique
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
