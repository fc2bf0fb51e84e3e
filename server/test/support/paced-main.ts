import { parseArgs } from "node:util";
import { startServer } from "../../src/index.js";

/**
 * The server's command as far as tests need it, with an agent as slow or quick as `AGENT_PACE` says: with 1000 a turn
 * lasts until it is ended, with 0 it makes no pauses.
 */
const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    data: { type: "string", default: "" },
    key: { type: "string", default: "" },
    "allow-loopback-webhooks": { type: "boolean", default: false },
  },
});

const { DATABASE_URL: database, AGENT_PACE } = process.env;
const server = await startServer({
  port: Number(values.port),
  data: values.data,
  key: values.key,
  agentPace: Number(AGENT_PACE),
  ...(database !== undefined && { database }),
  allowLoopbackWebhooks: values["allow-loopback-webhooks"],
});
process.once("SIGTERM", () => void server.drain().finally(() => server.close()));
console.log(`OpenComputer is ready at ${server.url}/v3`);
