import { fromJson, isObject } from "../wire/json.js";
import type { Person } from "./access/person.js";
import { browserStorages, nameOf, namesIn, type Storages } from "./sending/storages.js";

/** In so many conversations is sent at once what earlier pages have left in them. */
const MOST_RESUMED = 3;

/**
 * Sessions for which messages of a person are kept that are still to be sent, three at most. None of somebody without a
 * user's key, of whose sessions the backend alone can say that they are theirs, and none where storage is refused.
 */
export function unsentSessions(
  base: string,
  { key, user }: Pick<Person, "key" | "user">,
  storages: Storages = browserStorages(),
): readonly string[] {
  const found = new Set<string>();
  if (key === null || user === null) return [];
  try {
    const { shared } = storages;
    for (const name of namesIn(shared, `${nameOf("message", base, key)}:`)) {
      const session = sessionIn(shared?.getItem(name) ?? "");
      if (session !== null && found.size < MOST_RESUMED) found.add(session);
    }
  } catch {
    return [];
  }
  return [...found];
}

/** The session that a kept message is meant for. Null where it was given up, is to start one, or is no message. */
function sessionIn(text: string): string | null {
  try {
    const record: unknown = fromJson(text);
    if (!isObject(record) || record.failed) return null;
    return typeof record.session === "string" ? record.session : null;
  } catch {
    return null;
  }
}
