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

const wanted = new Set<string>();
let load: ((language: string) => Promise<void>) | undefined;

/**
 * Lets a page without a bundler have its languages: `loader` is called once for each that an element is shown in
 * and nobody has registered, with its first subtag, such as `de`. Where it fails, the texts stay English.
 */
export function loadMissing(loader: (language: string) => Promise<void>): void {
  load = loader;
  for (const language of wanted) fetchMissing(language);
}

/** Says that an element is shown in a language, given by its first subtag. */
export function want(language: string): void {
  if (wanted.has(language)) return;
  wanted.add(language);
  fetchMissing(language);
}

function fetchMissing(language: string): void {
  if (!tables.has(language)) load?.(language).catch(() => wanted.delete(language));
}
