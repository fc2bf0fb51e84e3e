import type { Strings } from "./strings.js";

const tables = new Map<string, Strings>();
const listeners = new Set<() => void>();

/** Adds a language for every element of this copy of the package, shown at once. A later table replaces. */
export function registerStrings(table: Strings): void {
  tables.set(table.lang.toLowerCase(), table);
  for (const listener of listeners) listener();
}

/** The table of exactly this tag, in lower case. */
export function registered(tag: string): Strings | undefined {
  return tables.get(tag);
}

/** Calls `listener` whenever a language is added; the answer ends it. */
export function onRegistered(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
