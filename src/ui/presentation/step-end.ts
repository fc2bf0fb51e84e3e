/** The longest part of a text that is drawn in one task, in UTF-16 code units and in lines. */
const STEP_CHARS = 16 * 1024;
const STEP_LINES = 400;

/**
 * The index at which the first step of a text ends: after the last whole line that fits. A line longer than a step is
 * cut, but not inside a surrogate pair.
 */
export function stepEnd(text: string): number {
  let end = 0;
  for (let line = 0; line < STEP_LINES; line += 1) {
    const next = text.indexOf("\n", end) + 1 || text.length;
    if (next > STEP_CHARS) break;
    end = next;
    if (end === text.length) return end;
  }
  if (end > 0) return end;
  const cut = Math.min(STEP_CHARS, text.length);
  return /[\ud800-\udbff]/.test(text.charAt(cut - 1)) ? cut - 1 : cut;
}
