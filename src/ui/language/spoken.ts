import { isolated } from "./isolated.js";
import type { Locale } from "./locale.js";
import { format, type LaterKey, type StringKey, type Strings, type Text } from "./strings.js";

/** Gives a text with its values, as {@link format} does: one that every table has, or one of `Own`. */
export type Say<Own extends LaterKey> = (
  key: Own | StringKey,
  values?: Readonly<Record<string, string | number>>,
) => string;

/**
 * The texts for a file that is loaded on demand.
 *
 * @param own the file's texts in English, for tables without them: the built-in one, or one of the host.
 */
export function spoken<Own extends LaterKey>(
  { strings, dir }: Pick<Locale, "strings" | "dir">,
  own: Readonly<Record<Own, Text>>,
): Say<Own> {
  const table: Strings = { ...(dir ? isolated(own, dir) : own), ...strings };
  return (key, values) => format(table, key as StringKey, values);
}
