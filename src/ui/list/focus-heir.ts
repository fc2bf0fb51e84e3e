/** The session of the row that gets the focus in place of one that goes: the next row, else the previous one. */
export function heirOf(
  gone: string | null,
  drawn: readonly string[],
  next: readonly string[],
): string | undefined {
  const stays = new Set(next);
  // The button that draws more rows has no session, and is below the rows.
  const at = gone === null ? drawn.length : drawn.indexOf(gone);
  const before = drawn.slice(0, Math.max(0, at)).findLast((session) => stays.has(session));
  const place = before === undefined ? -1 : next.indexOf(before);
  return next[place + 1] ?? next[place];
}
