import { canonicalTag, fitting } from "./language-tag.js";
import type { Strings } from "./strings.js";

const tables = new Map<string, Strings>();
const listeners = new Set<() => void>();

/** Adds a language for every element of this copy of the package, shown at once. A later table replaces. */
export function registerStrings(table: Strings): void {
  tables.set(canonicalTag(table.lang), table);
  for (const listener of listeners) listener();
}

/** The table of exactly this canonical tag. */
export function registered(tag: string): Strings | undefined {
  return tables.get(tag);
}

/** Calls `listener` whenever a language is added; the answer ends it. */
export function onRegistered(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const wanted = new Set<string>();
let loadable: readonly string[] = [];
let load: (language: string) => Promise<void>;

/**
 * Lets a page without a bundler have its languages. `loader` is called once for each language that an element is shown
 * in, with the best of `languages`, which are canonical tags. It is not called where a table that fits as well is
 * registered. Where it fails, the texts stay as they are.
 */
export function loadMissing(languages: readonly string[], loader: (language: string) => Promise<void>): void {
  loadable = languages;
  load = loader;
  for (const tag of wanted) fetchMissing(tag);
}

/** Says that an element is shown in a language, given by its canonical tag. */
export function want(tag: string): void {
  if (wanted.has(tag)) return;
  wanted.add(tag);
  fetchMissing(tag);
}

function fetchMissing(tag: string): void {
  const best = fitting(tag).find((part) => tables.has(part) || loadable.includes(part));
  if (best && !tables.has(best)) load(best).catch(() => wanted.delete(tag));
}
