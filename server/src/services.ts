import { join } from "node:path";
import { OpenStreams } from "./http/open-streams.js";
import { EventLog } from "./log/event-log.js";
import { Posting } from "./log/posting.js";
import { RuntimeSelector } from "./runtimes/runtime-selector.js";
import { createLogger, type LogLevel } from "./operations/logger.js";
import { Metrics } from "./operations/metrics.js";
import { Retention } from "./operations/retention.js";
import { checkVault } from "./operations/rotation.js";
import { Presence } from "./processes/presence.js";
import { Engine, type EngineParts } from "./serverless/engine.js";
import { ServerlessStore } from "./serverless/store/serverless-store.js";
import { newId } from "./store/ids.js";
import { openPostgres } from "./store/postgres/store.js";
import type { AgentSnapshot } from "./store/sessions.js";
import { openSqlite } from "./store/sqlite/store.js";
import type { Store } from "./store/store.js";
import { vaultKeys } from "./vault/keys.js";
import { Vault } from "./vault/vault.js";
import { Runner } from "./turns/runner.js";
import { Dispatcher } from "./webhooks/dispatcher.js";

/** The settings that parts below the HTTP layer use. */
export interface ServiceOptions {
  /** Folder of the database and the vault key; null keeps both in memory. */
  data: string | null;
  /** URL of a PostgreSQL database to use instead of the folder's; null for none. */
  database: string | null;
  heartbeatSeconds: number;
  /** Seconds after which a reader that reads nothing is disconnected. */
  slowReaderSeconds: number;
  agentPace: number;
  /** Address of Anthropic's API; null for the default of their SDK. */
  anthropicUrl: string | null;
  allowLoopbackWebhooks: boolean;
  webhookRetrySeconds: number;
  webhookAttempts: number;
  /** Milliseconds after which a session without activity is deleted; null keeps all. */
  retain: number | null;
  logLevel: LogLevel;
  /** Origin under which clients reach this server. Called after the server listens. */
  origin(): string;
}

/**
 * Opens the store: the database if one is given, else the folder's file, else memory.
 *
 * @throws Error if it cannot be opened, or was encrypted with other keys than the vault's
 */
export async function openStore(
  { data, database }: Pick<ServiceOptions, "data" | "database">,
  keys = vaultKeys(data),
): Promise<Store> {
  const vault = new Vault(keys);
  const file = data === null ? ":memory:" : join(data, "opencomputer.db");
  const store = await (database === null ? openSqlite(file, vault) : openPostgres(database, vault));
  try {
    await checkVault(store);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Opens the store and creates all services, without starting them; see {@link startServices}. */
export async function openServices(options: ServiceOptions) {
  const store = await openStore(options);
  const id = newId("prc");
  const logger = createLogger(options.logLevel);
  const metrics = new Metrics();
  const failed = (where: string) => (err: unknown) => {
    metrics.errors.inc({ where });
    logger.error({ err, where }, "Background work failed");
  };
  const log = new EventLog(store, {
    onCommitted: (events) => metrics.appends.inc(events.length),
    onPublished: (events) => metrics.observeLag(events),
    onError: failed("log"),
  });
  const runtimes = new RuntimeSelector(options);
  const publish = async (content_type: string, content: string, session: string | null = null) =>
    `${options.origin()}/documents/${await store.documents.insert({ content_type, content }, session)}`;
  const acting = actingServices({ options, store, log, id, metrics, failed, publish, runtimes });
  return {
    options,
    store,
    log,
    logger,
    metrics,
    failed,
    ...acting,
    posting: new Posting(store, log),
    ...tablesOf(store),
    serverless: serverlessServices(new ServerlessStore(store, id), {
      credentials: store.credentials,
      runtimes,
      pace: options.agentPace,
      publish,
      onError: failed("serverless"),
    }),
    presence: new Presence(id, store.processes, store.isShared, failed("presence")),
    retention: new Retention(store, options.retain, () => log.findDeleted(), logger),
    /** Whether the work of an earlier process has been taken over. */
    isStarted: false,
    /** Whether the server is about to stop, and starts no new work. */
    isDraining: false,
  };
}

/** The services that act on their own: they run turns, deliver webhooks, and end the streams of revoked tokens. */
function actingServices(parts: {
  options: ServiceOptions;
  store: Store;
  log: EventLog;
  id: string;
  metrics: Metrics;
  failed: (where: string) => (error: unknown) => void;
  publish: EngineParts["publish"];
  runtimes: RuntimeSelector;
}) {
  const { options, store, log, id, metrics, failed, publish, runtimes } = parts;
  const runner = new Runner({
    store,
    log,
    publish,
    owner: id,
    onError: failed("turns"),
    onTurn: (outcome, seconds) => metrics.turns.observe({ outcome }, seconds),
    selectRuntime: ({ snapshot, credential }, credentials) =>
      runtimes.select({ model: (JSON.parse(snapshot) as AgentSnapshot).model, credential }, credentials),
  });
  const dispatcher = new Dispatcher({
    store,
    log,
    sender: id,
    onError: failed("webhooks"),
    onAttempt: (status) => metrics.webhooks.inc({ status }),
    allowLoopback: options.allowLoopbackWebhooks,
    retryPause: options.webhookRetrySeconds * 1000,
    tries: options.webhookAttempts,
  });
  const streams = new OpenStreams();
  store.listen({
    appended() {},
    missed: () => void streams.endRevoked(store.tokens).catch(failed("streams")),
  });
  metrics.watch("oc_open_streams", "Open event streams of this process.", () => streams.size);
  metrics.watch("oc_turns_running", "Running turns of this process.", () => runner.runningCount);
  return { runner, dispatcher, streams };
}

function tablesOf({ agents, credentials, deliveries, destinations, documents, ...rest }: Store) {
  const { events, sessions, tokens, turns } = rest;
  return { agents, credentials, deliveries, destinations, documents, events, sessions, tokens, turns };
}

function serverlessServices(store: ServerlessStore, parts: Omit<EngineParts, "store">) {
  return {
    store,
    engine: new Engine({ store, ...parts }),
    /** Whether the org has credits. Without credits, new sessions and turns are refused. */
    hasCredits: true,
  };
}

/** Everything that the HTTP layer calls. */
export type Services = Awaited<ReturnType<typeof openServices>>;

/** Takes over what an earlier process left: interrupted turns, waiting messages, undelivered webhooks. */
export async function startServices(services: Services): Promise<void> {
  await services.tokens.prune();
  await services.presence.start([services.runner, services.dispatcher, services.serverless.engine]);
  void services.retention.start();
  services.isStarted = true;
}

/** Stops all work; the store stays open for the answers that still have to be sent. */
export async function stopServices(services: Services): Promise<void> {
  services.retention.stop();
  services.serverless.engine.close();
  await Promise.all([services.runner.stop(), services.dispatcher.stop()]);
  // If the database does not answer, the process's leases expire by themselves.
  await services.presence.stop().catch(() => {});
}
