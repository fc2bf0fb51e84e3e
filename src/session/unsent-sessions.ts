import { fromJson } from "../wire/json.js";
import type { Person } from "./access/person.js";
import { hasWords } from "./sending/outbox-record.js";
import { browserStorages, nameOf, namesIn, type Storages } from "./sending/storages.js";

/** The most conversations that one page opens to send what earlier pages have left unsent. */
const MOST_RESUMED = 3;

/**
 * The ids of the sessions for which unsent messages of a person are stored, three at most. Empty for a person without a
 * user's key, because only the backend knows which sessions belong to that person. Empty where storage is refused.
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

/**
 * The session id in a stored message. Null if the message was given up or is to start a session, and for any text that
 * is no record of this version.
 */
function sessionIn(text: string): string | null {
  try {
    const record: unknown = fromJson(text);
    if (!hasWords(record) || record.failed) return null;
    return typeof record.session === "string" ? record.session : null;
  } catch {
    return null;
  }
}
