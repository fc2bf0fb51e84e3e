import type { Backend } from "./backend.js";
import { Mismatch, NotChecked } from "./mismatch.js";

const MAX_SEEN_CHARACTERS = 500;

/** One requirement of the wire, and its test. */
export interface Check {
  /** Its permanent name in the table: `resume-after`. */
  readonly id: string;
  readonly area: string;
  /** The requirement, as a sentence. */
  readonly expected: string;
  /**
   * Tests the requirement, with new sessions.
   *
   * @returns the actual result, as a sentence
   * @throws Mismatch, or NotChecked
   */
  run(backend: Backend): Promise<string>;
}

/** The result of a check. */
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

/** A backend's text can contain control sequences for a terminal and can be long: both are removed. */
function printable(seen: string): string {
  const words = seen.replaceAll(/[\p{Cc}\p{Cf}]+/gu, " ");
  return words.length > MAX_SEEN_CHARACTERS ? `${words.slice(0, MAX_SEEN_CHARACTERS)}….` : words;
}

function describe(error: unknown): string {
  if (error instanceof Mismatch || error instanceof NotChecked) return error.message;
  const { name, message, cause } = error as Error;
  if (name === "TimeoutError") return "The backend did not answer in time.";
  const reason = cause instanceof Error ? `: ${cause.message}` : "";
  return `The request failed: ${message}${reason}.`;
}
