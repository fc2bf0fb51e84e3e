import type { WireEvent } from "./shapes.js";

/** The seqs of some events, in their order. */
export function seqsOf(events: readonly WireEvent[]): number[] {
  return events.map(({ seq }) => seq);
}

/** Whether two lists contain equal values in the same order. */
export function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
