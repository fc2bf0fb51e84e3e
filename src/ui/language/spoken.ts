import { isolated } from "./isolated.js";
import type { Locale } from "./locale.js";
import { filled, type LaterKey, type StringKey, type Text, type Values } from "./strings.js";

/** Returns a text with its values, as {@link filled} does. The key is one that every table has, or one of `Own`. */
export type Say<Own extends LaterKey> = (key: Own | StringKey, values?: Values) => string;

/**
 * Makes the function that gives texts to a file on demand.
 *
 * @param own the file's texts in English. They are used if the table lacks them, as the built-in table does.
 */
export function spoken<Own extends LaterKey>(
  { strings, dir }: Pick<Locale, "strings" | "dir">,
  own: Readonly<Record<Own, Text>>,
): Say<Own> {
  const english = dir ? isolated(own, dir) : own;
  return (key, values) => filled(strings[key] ?? english[key as Own], strings.lang, values);
}
