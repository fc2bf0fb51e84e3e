/** What the backend did is not what the wire promises. The message is the sentence of what was seen. */
export class Mismatch extends Error {
  override readonly name = "Mismatch";
}

/** It could not be tried. The message says why, and what would help. */
export class NotChecked extends Error {
  override readonly name = "NotChecked";
}

/** @throws Mismatch when it is not so */
export function hold(isSo: boolean, seen: string): asserts isSo {
  if (!isSo) throw new Mismatch(seen);
}
