/** How much of a long text is shown at once, in characters and in lines: what a page can take in one task. */
const STEP_CHARS = 16 * 1024;
const STEP_LINES = 400;

/** Where a step ends: after its last whole line, or inside a line that fills it, but not inside a character. */
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
