import { fromJson } from "../wire/json.js";
import { KEPT_FOR_MS } from "./sending/outbox.js";
import { type OutboxRecord, parseRecord } from "./sending/outbox-record.js";
import { browserStorages, nameOf, namesIn, type Storages } from "./sending/storages.js";

/** Whose messages are looked for. */
export interface Writer {
  /** The base URL of the API. */
  readonly base: string;
  /** By what their things are kept. */
  readonly person: string;
}

/**
 * The sessions for which messages of a person are kept that are still to be sent, the oldest message's first. None where
 * storage is refused.
 */
export function unsentSessions(
  { base, person }: Writer,
  storages: Storages = browserStorages(),
  now = Date.now(),
): string[] {
  const found: OutboxRecord[] = [];
  try {
    const { shared } = storages;
    for (const name of namesIn(shared, `${nameOf("message", base, person)}:`)) {
      const record = parseRecord(parsed(shared?.getItem(name) ?? ""));
      if (record && !record.failed && now - record.touchedAt <= KEPT_FOR_MS) found.push(record);
    }
  } catch {
    return [];
  }
  found.sort((a, b) => a.createdAt - b.createdAt);
  return [...new Set(found.flatMap(({ session }) => session ?? []))];
}

function parsed(text: string): unknown {
  try {
    return fromJson(text);
  } catch {
    return null;
  }
}
