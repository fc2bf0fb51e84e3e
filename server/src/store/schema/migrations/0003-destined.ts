import type { Engine } from "../engine.js";

/** The column that saves each append a lookup of destinations, because most sessions have none. */
export function destined(engine: Engine): string {
  const integer = engine.name === "sqlite" ? "INTEGER" : "BIGINT";
  return `
  ALTER TABLE sessions ADD COLUMN has_destinations ${integer} NOT NULL DEFAULT 0;
  UPDATE sessions SET has_destinations = 1 WHERE id IN (SELECT session FROM destinations);
`;
}
