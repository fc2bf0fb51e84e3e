import assert from "node:assert/strict";

/** Asserts that an entry has these values, whatever its other fields. */
export function assertShows(entry: object | undefined, fields: Readonly<Record<string, unknown>>): void {
  const shown = entry as Readonly<Record<string, unknown>> | undefined;
  assert.deepEqual(Object.fromEntries(Object.keys(fields).map((name) => [name, shown?.[name]])), fields);
}
