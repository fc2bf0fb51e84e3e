import { isolated } from "./isolated.js";
import type { Locale } from "./locale.js";
import { filled, type LaterKey, type StringKey, type Text, type Values } from "./strings.js";

/** Gives a text with its values, as {@link filled} does: one that every table has, or one of `Own`. */
export type Say<Own extends LaterKey> = (key: Own | StringKey, values?: Values) => string;

/**
 * The texts for a file that is loaded on demand.
 *
 * @param own the file's texts in English, for tables without them: the built-in one, or one of the host.
 */
export function spoken<Own extends LaterKey>(
  { strings, dir }: Pick<Locale, "strings" | "dir">,
  own: Readonly<Record<Own, Text>>,
): Say<Own> {
  const english = dir ? isolated(own, dir) : own;
  return (key, values) => filled(strings[key] ?? english[key as Own], strings.lang, values);
}
