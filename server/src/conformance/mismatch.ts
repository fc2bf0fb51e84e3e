/** The backend does not meet a requirement. The message is the actual result, as a sentence. */
export class Mismatch extends Error {
  override readonly name = "Mismatch";
}

/** The requirement could not be tested. The message says why, and which option would help. */
export class NotChecked extends Error {
  override readonly name = "NotChecked";
}

/** @throws Mismatch if the condition is false */
export function hold(isSo: boolean, seen: string): asserts isSo {
  if (!isSo) throw new Mismatch(seen);
}
