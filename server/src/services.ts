import { join } from "node:path";
import { OpenStreams } from "./http/open-streams.js";
import { EventLog } from "./log/event-log.js";
import { RuntimeSelector } from "./runtimes/runtime-selector.js";
import { Presence } from "./processes/presence.js";
import { Engine } from "./serverless/engine.js";
import { ServerlessStore } from "./serverless/store/serverless-store.js";
import { newId } from "./store/ids.js";
import { openPostgres } from "./store/postgres/store.js";
import type { AgentSnapshot } from "./store/sessions.js";
import { openSqlite } from "./store/sqlite/store.js";
import { Vault } from "./vault/vault.js";
import { Runner } from "./turns/runner.js";
import { Dispatcher } from "./webhooks/dispatcher.js";

/** The settings that reach below the HTTP layer. */
export interface ServiceOptions {
  /** Folder of the database and the vault's key; null keeps both in memory. */
  data: string | null;
  /** URL of a PostgreSQL database that is used instead; null for none. */
  database: string | null;
  heartbeatSeconds: number;
  /** Seconds after which a reader that takes nothing is cut off. */
  slowReaderSeconds: number;
  agentPace: number;
  /** Address of Anthropic's API; null for their own. */
  anthropicUrl: string | null;
  allowLoopbackWebhooks: boolean;
  webhookRetrySeconds: number;
  webhookAttempts: number;
  /** Origin of this server, asked for once it listens. */
  origin(): string;
}

/** Opens the store and puts the parts together, at rest; see {@link startServices}. */
export async function openServices(options: ServiceOptions) {
  const { data, database } = options;
  const vault = Vault.open(data);
  const file = data === null ? ":memory:" : join(data, "opencomputer.db");
  const store = await (database === null ? openSqlite(file, vault) : openPostgres(database, vault));
  const id = newId("prc");
  const log = new EventLog(store);
  const runtimes = new RuntimeSelector(options);
  const publish = async (content_type: string, content: string, session: string | null = null) =>
    `${options.origin()}/documents/${await store.documents.insert({ content_type, content }, session)}`;
  const runner = new Runner({
    store,
    owner: id,
    log,
    publish,
    selectRuntime: ({ snapshot, credential }, credentials) =>
      runtimes.select({ model: (JSON.parse(snapshot) as AgentSnapshot).model, credential }, credentials),
  });
  const dispatcher = new Dispatcher({
    store,
    sender: id,
    log,
    allowLoopback: options.allowLoopbackWebhooks,
    retryPause: options.webhookRetrySeconds * 1000,
    tries: options.webhookAttempts,
  });
  const serverlessStore = new ServerlessStore(store);
  const { credentials } = store;
  const serverless = {
    store: serverlessStore,
    engine: new Engine({
      ...{ store: serverlessStore, credentials, runtimes, pace: options.agentPace },
      publish: (contentType, content) => publish(contentType, content),
    }),
    /** Whether the org has credits: without any, nothing is begun. */
    hasCredits: true,
  };
  const { agents, sessions, turns, tokens, destinations, deliveries, documents, events } = store;
  const tables = {
    agents,
    credentials,
    sessions,
    turns,
    tokens,
    destinations,
    deliveries,
    documents,
    events,
  };
  const streams = new OpenStreams();
  const presence = new Presence(id, store.processes, store.isShared);
  return { options, store, log, ...tables, runner, dispatcher, streams, serverless, presence };
}

/** Everything the HTTP layer calls. */
export type Services = Awaited<ReturnType<typeof openServices>>;

/** Takes up what an earlier process left: interrupted turns, waiting messages, undelivered webhooks. */
export async function startServices(services: Services): Promise<void> {
  await services.tokens.prune();
  await services.presence.start([services.runner, services.dispatcher]);
  // Its turns are not leased: where processes share the store, nobody can tell which of them are left behind.
  if (!services.store.isShared) await services.serverless.engine.recover();
}

/** Ends what is under way; the store stays open for the answers that still have to go out. */
export async function stopServices(services: Services): Promise<void> {
  services.serverless.engine.close();
  await Promise.all([services.runner.stop(), services.dispatcher.stop()]);
  await services.presence.stop();
}
