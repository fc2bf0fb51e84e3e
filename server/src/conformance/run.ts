import { Backend, type Subject } from "./backend.js";
import { type Check, type Row, rowOf } from "./check.js";
import { accessChecks } from "./checks/access.js";
import { corsChecks } from "./checks/cors.js";
import { eventChecks } from "./checks/events.js";
import { limitChecks } from "./checks/limits.js";
import { sessionChecks } from "./checks/sessions.js";
import { steeringChecks } from "./checks/steering.js";
import { streamChecks } from "./checks/streams.js";
import { webhookChecks } from "./checks/webhooks.js";

/** Checks that run at the same time. */
const CONCURRENCY = 4;

/** All checks, in the table's order. */
export const CHECKS: readonly Check[] = [
  ...[...accessChecks, ...corsChecks, ...sessionChecks, ...eventChecks],
  ...[...streamChecks, ...steeringChecks, ...limitChecks, ...webhookChecks],
];

/**
 * Runs all checks against a backend. Each is independent and uses new sessions.
 *
 * @param onRow called with each row, in the table's order
 */
export async function runConformance(subject: Subject, onRow: (row: Row) => void = () => {}): Promise<Row[]> {
  const backend = new Backend(subject);
  const rows: Row[] = [];
  let begun = 0;
  let told = 0;
  const work = async () => {
    for (let index = begun++; index < CHECKS.length; index = begun++) {
      rows[index] = await rowOf(CHECKS[index] as Check, backend);
      for (let row = rows[told]; row !== undefined; row = rows[++told]) onRow(row);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  await backend.close();
  return rows;
}
