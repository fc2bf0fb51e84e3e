import type { Engine } from "../engine.js";

/** Lets an append to a session that has no destination, as most have not, do without a look for them. */
export function destined(engine: Engine): string {
  const integer = engine.name === "sqlite" ? "INTEGER" : "BIGINT";
  return `
  ALTER TABLE sessions ADD COLUMN has_destinations ${integer} NOT NULL DEFAULT 0;
  UPDATE sessions SET has_destinations = 1 WHERE id IN (SELECT session FROM destinations);
`;
}
