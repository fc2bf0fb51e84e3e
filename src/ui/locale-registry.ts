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

const asked = new Set<string>();
let load: ((language: string) => Promise<void>) | undefined;

/**
 * Lets a page without a bundler have its languages: `loader` is called once for each that an element is shown in
 * and nobody has registered, with its first subtag, such as `de`. Where it fails, the texts stay English.
 */
export function loadMissing(loader: (language: string) => Promise<void>): void {
  load = loader;
}

/** Says that an element is shown in a language, given by its first subtag. */
export function want(language: string): void {
  if (!load || tables.has(language) || asked.has(language)) return;
  asked.add(language);
  load(language).catch(() => asked.delete(language));
}
