import { parseArgs } from "node:util";
import { startServer } from "./server.js";

const { values } = parseArgs({
  options: { port: { type: "string", default: "8787" }, data: { type: "string" }, key: { type: "string" } },
});
const server = await startServer({ ...values, port: Number(values.port) });
console.log(`OpenComputer at ${server.url}/v3, org key ${server.orgKey}`);
