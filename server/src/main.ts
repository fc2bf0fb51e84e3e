import { parseArgs } from "node:util";
import { LOG_LEVELS, type LogLevel } from "./operations/logger.js";
import { durationMs } from "./operations/retention.js";
import { rotateVaultKey } from "./rotate-vault-key.js";
import { startServer, type ServerOptions } from "./server.js";

const HELP = `oc-session-server: a local OpenComputer server

  --port <n>                  port to listen on; default 8787, 0 selects any free one
  --host <address>            address to listen on; default 127.0.0.1
  --data <folder>             folder of all data; default .oc-server
  --database <url>            stores the data in PostgreSQL instead; default DATABASE_URL
  --key <key>                 the org key; default OPENCOMPUTER_API_KEY, else one generated once
  --public-url <url>          address for clients, such as a proxy's; default its own
  --retain <time>             deletes sessions in which nothing has happened for 90d, 12h, …; default never
  --allow-loopback-webhooks   permits webhooks to this machine
  --log <level>               silent, error (default) or info: JSON lines on standard error
  --verbose                   prints a line for each request

  oc-session-server rotate-vault-key [--data <folder>] [--database <url>]
  oc-session-server conformance --help: checks any backend against the API
`;

/** Milliseconds after which a server that has not stopped exits. */
const GRACE_MS = 5000;

/** The same, for a server that shares its database and drains first. */
const SHARED_GRACE_MS = 30_000;

const OPTIONS = {
  port: { type: "string", default: "8787" },
  host: { type: "string", default: "127.0.0.1" },
  data: { type: "string", default: ".oc-server" },
  database: { type: "string" },
  key: { type: "string" },
  "public-url": { type: "string" },
  retain: { type: "string" },
  "allow-loopback-webhooks": { type: "boolean", default: false },
  log: { type: "string", default: "error" },
  verbose: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

function read(args: string[]) {
  const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  const [command, ...more] = positionals;
  if (more.length > 0 || (command !== undefined && command !== "rotate-vault-key")) {
    throw new Error(`There is no command "${positionals.join(" ")}".`);
  }
  return { command, values };
}

/** The database to use; undefined for the folder's. An empty option is refused: the data would be stored elsewhere. */
function databaseOf(option: string | undefined): string | undefined {
  const database = option ?? (process.env.DATABASE_URL || undefined);
  if (database !== undefined && !/^postgres(ql)?:\/\//.test(database))
    throw new Error("--database, or DATABASE_URL, must be a URL that begins with postgres://.");
  return database;
}

/** The origin that an address names, or null if it names more or something else. */
function originOf(address: string): string | null {
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return null;
  const { origin, href } = new URL(address);
  return href === `${origin}/` ? origin : null;
}

function optionsFrom(values: ReturnType<typeof read>["values"]): ServerOptions {
  const { port, host, data, key, retain, log } = values;
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new Error(`--port must be a number from 0 to 65535, not "${port}".`);
  }
  const kept = retain === undefined ? undefined : durationMs(retain);
  if (kept === null) throw new Error(`--retain must be a time such as 90d or 12h, not "${retain}".`);
  if (!LOG_LEVELS.includes(log as LogLevel))
    throw new Error(`--log must be one of ${LOG_LEVELS.join(", ")}.`);
  const database = databaseOf(values.database);
  const publicUrl = values["public-url"] === undefined ? undefined : originOf(values["public-url"]);
  if (publicUrl === null)
    throw new Error("--public-url must be http:// or https:// and a host, without a path.");
  return {
    port: Number(port),
    host,
    data,
    logLevel: log as LogLevel,
    ...(database !== undefined && { database }),
    ...(key !== undefined && { key }),
    ...(publicUrl !== undefined && { publicUrl }),
    ...(kept !== undefined && { retain: kept }),
    allowLoopbackWebhooks: values["allow-loopback-webhooks"],
    ...(values.verbose && { onRequest: (line: string) => console.error(line) }),
  };
}

async function main(): Promise<void> {
  const [first, ...rest] = process.argv.slice(2);
  if (first === "conformance") {
    const { conformance } = await import("./conformance/command.js");
    process.exitCode = await conformance(rest, (text) => console.log(text));
    return;
  }
  const { command, values } = read(process.argv.slice(2));
  if (values.help) {
    console.log(HELP);
    return;
  }
  if (command === "rotate-vault-key") {
    console.log(await rotateVaultKey(values.data, databaseOf(values.database) ?? null));
    return;
  }
  const options = optionsFrom(values);
  const server = await startServer(options);
  const end = () => {
    setTimeout(() => process.exit(1), options.database ? SHARED_GRACE_MS : GRACE_MS).unref();
    server
      .drain()
      .finally(() => server.close())
      .catch(fail);
  };
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
  // A key of the operator's does not belong in the output, which services store as a log.
  const isGiven = options.key !== undefined || Boolean(process.env.OPENCOMPUTER_API_KEY);
  const key = isGiven ? "as given" : server.orgKey;
  console.log(`OpenComputer is ready at ${server.url}/v3 (org key: ${key})`);
}

/** The message that a person reads for an error that ended the program. */
function advice({ code, syscall, message, cause }: NodeJS.ErrnoException): string {
  if (code === "EADDRINUSE") return "That port is in use. Choose another with --port.";
  if (code === "EADDRNOTAVAIL" || syscall === "getaddrinfo")
    return `This machine does not have that address. Choose another with --host. (${message})`;
  return cause instanceof Error && cause.message ? `${message} (${cause.message})` : message;
}

function fail(error: NodeJS.ErrnoException): void {
  console.error(advice(error));
  process.exitCode = 1;
}

main().catch(fail);
