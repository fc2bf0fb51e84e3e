import { canonicalTag, fitting } from "./language-tag.js";
import type { Strings } from "./strings.js";

const tables = new Map<string, Strings>();
const listeners = new Set<() => void>();

/**
 * Adds a language's table for every element of this copy of the package. It replaces an earlier one, and is shown at
 * once.
 */
export function registerStrings(table: Strings): void {
  tables.set(canonicalTag(table.lang), table);
  for (const listener of listeners) listener();
}

/** The table of exactly this canonical tag. */
export function registered(tag: string): Strings | undefined {
  return tables.get(tag);
}

/** Calls `listener` whenever a language is added. Returns the function that ends it. */
export function onRegistered(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const wanted = new Set<string>();
let loadable: readonly string[] = [];
let load: (language: string) => Promise<void>;

/**
 * Loads languages on demand, for pages without a bundler. `loader` is called once for each language that an element is
 * shown in, with the tag of `languages` that fits it best; all are canonical tags. It is not called where a table that
 * fits as well is registered. After a failure the texts stay as they are.
 */
export function loadMissing(languages: readonly string[], loader: (language: string) => Promise<void>): void {
  loadable = languages;
  load = loader;
  for (const tag of wanted) fetchMissing(tag);
}

/** An element is shown in the language of this canonical tag: its table is loaded where it is missing. */
export function want(tag: string): void {
  if (wanted.has(tag)) return;
  wanted.add(tag);
  fetchMissing(tag);
}

function fetchMissing(tag: string): void {
  const best = fitting(tag).find((part) => tables.has(part) || loadable.includes(part));
  if (best && !tables.has(best)) load(best).catch(() => wanted.delete(tag));
}
