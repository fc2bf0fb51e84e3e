import { canonicalTag, fitting } from "./language-tag.js";
import type { Strings } from "./strings.js";

const tables = new Map<string, Strings>();
const listeners = new Set<() => void>();

/**
 * Registers a language's table for every element of this copy of the package. It replaces an earlier table of the
 * language, and elements use it at once.
 */
export function registerStrings(table: Strings): void {
  tables.set(canonicalTag(table.lang), table);
  for (const listener of listeners) listener();
}

/** The registered table with exactly this canonical tag. */
export function registered(tag: string): Strings | undefined {
  return tables.get(tag);
}

/** Calls `listener` whenever a language is registered. Returns the function that stops this. */
export function onRegistered(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const wanted = new Set<string>();
let loadable: readonly string[] = [];
let load: (language: string) => Promise<void>;

/**
 * Sets how languages are loaded on demand, for pages without a bundler. `loader` is called once for each language of an
 * element, with the best fitting tag of `languages`, unless a table that fits as well is registered. All tags are
 * canonical. After a failure the texts stay as they are.
 */
export function loadMissing(languages: readonly string[], loader: (language: string) => Promise<void>): void {
  loadable = languages;
  load = loader;
  for (const tag of wanted) fetchMissing(tag);
}

/** Loads the table for a canonical tag if it is missing, because an element is shown in that language. */
export function want(tag: string): void {
  if (wanted.has(tag)) return;
  wanted.add(tag);
  fetchMissing(tag);
}

function fetchMissing(tag: string): void {
  const best = fitting(tag).find((part) => tables.has(part) || loadable.includes(part));
  if (best && !tables.has(best)) load(best).catch(() => wanted.delete(tag));
}
