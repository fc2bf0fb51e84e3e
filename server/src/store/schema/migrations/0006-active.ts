import type { Engine } from "../engine.js";

/**
 * Gives the sessions of the first version, whose last event has no time, that of the migration. Otherwise `--retain`
 * would delete all of them at once.
 */
export function active(engine: Engine): string {
  const now =
    engine.name === "sqlite"
      ? "CAST(strftime('%s', 'now') AS INTEGER) * 1000"
      : "(extract(epoch from clock_timestamp()) * 1000)::bigint";
  return `UPDATE sessions SET active_at = ${now} WHERE active_at = 0`;
}
