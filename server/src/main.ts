import { parseArgs } from "node:util";
import { startServer, type ServerOptions } from "./server.js";

const HELP = `oc-session-server: a local OpenComputer

  --port <n>                  port to listen on; default 8787, 0 takes any
  --host <address>            address to listen on; default 127.0.0.1
  --data <folder>             where everything is kept; default .oc-server
  --database <url>            keeps everything in PostgreSQL instead; default DATABASE_URL
  --key <key>                 the org key; default OPENCOMPUTER_API_KEY, else one made once and kept
  --allow-loopback-webhooks   lets webhooks go to this machine
  --verbose                   prints a line for each request
`;

/** Milliseconds after which a server that does not end is ended. */
const GRACE_MS = 5000;

function optionsFrom(args: string[]): ServerOptions | null {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: "string", default: "8787" },
      host: { type: "string", default: "127.0.0.1" },
      data: { type: "string", default: ".oc-server" },
      database: { type: "string" },
      key: { type: "string" },
      "allow-loopback-webhooks": { type: "boolean", default: false },
      verbose: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return null;
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535) {
    throw new Error(`--port must be a number from 0 to 65535, not "${values.port}".`);
  }
  const database = values.database ?? process.env.DATABASE_URL;
  return {
    port: Number(values.port),
    host: values.host,
    data: values.data,
    ...(database && { database }),
    ...(values.key !== undefined && { key: values.key }),
    allowLoopbackWebhooks: values["allow-loopback-webhooks"],
    ...(values.verbose && { onRequest: (line: string) => console.error(line) }),
  };
}

async function main(): Promise<void> {
  const options = optionsFrom(process.argv.slice(2));
  if (options === null) {
    console.log(HELP);
    return;
  }
  const server = await startServer(options);
  const end = () => {
    setTimeout(() => process.exit(1), GRACE_MS).unref();
    void server.close();
  };
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
  const key = options.key === undefined ? server.orgKey : "as given";
  console.log(`OpenComputer is ready at ${server.url}/v3 (org key: ${key})`);
}

main().catch((error: NodeJS.ErrnoException) => {
  const inUse = error.code === "EADDRINUSE";
  console.error(inUse ? "That port is in use. Choose another with --port." : error.message);
  process.exitCode = 1;
});
