/** A page of a list in an answer. */
export interface Page<Shown> {
  data: Shown[];
  /** Pass this as `cursor` for the next page; null on the last page. */
  next_cursor: string | null;
}

/** The page of `limit` rows. `rows` was queried with one more, which shows whether there is a next page. */
export function pageOf<Row extends { n: number }, Shown>(
  rows: readonly Row[],
  limit: number,
  present: (row: Row) => Shown,
): Page<Shown> {
  const shown = rows.slice(0, limit);
  const next_cursor = rows.length > limit ? String(shown.at(-1)!.n) : null;
  return { data: shown.map(present), next_cursor };
}
