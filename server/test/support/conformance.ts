import type { ServerOptions } from "../../src/index.js";
import type { Row } from "../../src/conformance/check.js";
import { runConformance } from "../../src/conformance/run.js";

/** A server that keeps every promise soon. */
export const CONFORMING: ServerOptions = {
  key: "osb_test",
  heartbeatSeconds: 0.2,
  allowLoopbackWebhooks: true,
  webhookRetrySeconds: 0.05,
};

/** Holds a backend to the wire, with as much time as a busy machine may take. */
export function checkConformance(url: string, key: string): Promise<Row[]> {
  return runConformance({ url, key, timeoutSeconds: 40, silenceSeconds: 3 });
}

/** The promises that are not kept. */
export function failing(rows: readonly Row[]): string[] {
  return rows.filter(({ outcome }) => outcome !== "holds").map(({ id }) => id);
}
