import type { ServiceOptions } from "../../src/services.js";

/** Services in memory, for a test that looks below the HTTP layer. */
export const OPTIONS: ServiceOptions = {
  data: null,
  database: null,
  heartbeatSeconds: 15,
  slowReaderSeconds: 30,
  agentPace: 0,
  anthropicUrl: null,
  allowLoopbackWebhooks: false,
  webhookRetrySeconds: 5,
  webhookAttempts: 1,
  retain: null,
  logLevel: "silent",
  origin: () => "http://127.0.0.1",
};
