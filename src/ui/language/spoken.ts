import { isolated } from "./isolated.js";
import type { Locale } from "./locale.js";
import { format, type LaterKey, type StringKey, type Strings, type Text } from "./strings.js";

/** Says a text with its values, as {@link format} does: one of those that every table has, or of `Own`. */
export type Say<Own extends LaterKey> = (
  key: Own | StringKey,
  values?: Readonly<Record<string, string | number>>,
) => string;

/**
 * The words of a file that is loaded when it is asked for.
 *
 * @param own its words in English, for a table that has them not: the built-in one, or a host's own.
 */
export function spoken<Own extends LaterKey>(
  { strings, dir }: Pick<Locale, "strings" | "dir">,
  own: Readonly<Record<Own, Text>>,
): Say<Own> {
  const table: Strings = { ...(dir ? isolated(own, dir) : own), ...strings };
  return (key, values) => format(table, key as StringKey, values);
}
