import type { Backend } from "./backend.js";
import { Mismatch, NotChecked } from "./mismatch.js";

const MAX_SEEN_CHARACTERS = 500;

/** One promise of the wire, and how a backend is held to it. */
export interface Check {
  /** Names it in the table, and forever: `resume-after`. */
  readonly id: string;
  readonly area: string;
  /** A sentence: what is right. */
  readonly expected: string;
  /**
   * Tries it, with sessions of its own.
   *
   * @returns a sentence: what was seen
   * @throws Mismatch, or NotChecked
   */
  run(backend: Backend): Promise<string>;
}

/** How a check went. */
export interface Row {
  readonly id: string;
  readonly area: string;
  readonly outcome: "holds" | "fails" | "not checked";
  readonly expected: string;
  readonly seen: string;
}

/** Runs a check; never rejects. */
export async function rowOf(check: Check, backend: Backend): Promise<Row> {
  const { id, area, expected } = check;
  try {
    return { id, area, outcome: "holds", expected, seen: printable(await check.run(backend)) };
  } catch (error) {
    const outcome = error instanceof NotChecked ? "not checked" : "fails";
    return { id, area, outcome, expected, seen: printable(describe(error)) };
  }
}

/** What a backend says may hold anything; on a terminal it is words, and not many. */
function printable(seen: string): string {
  const words = seen.replaceAll(/[\p{Cc}\p{Cf}]+/gu, " ");
  return words.length > MAX_SEEN_CHARACTERS ? `${words.slice(0, MAX_SEEN_CHARACTERS)}….` : words;
}

function describe(error: unknown): string {
  if (error instanceof Mismatch || error instanceof NotChecked) return error.message;
  const { name, message, cause } = error as Error;
  if (name === "TimeoutError") return "It did not answer in time.";
  const reason = cause instanceof Error ? `: ${cause.message}` : "";
  return `It could not be asked: ${message}${reason}.`;
}
