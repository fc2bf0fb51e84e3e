import { join } from "node:path";
import { OpenStreams } from "./http/open-streams.js";
import { EventLog } from "./log/event-log.js";
import { RuntimeSelector } from "./runtimes/runtime-selector.js";
import { Engine } from "./serverless/engine.js";
import { ServerlessStore } from "./serverless/store/serverless-store.js";
import type { AgentSnapshot } from "./store/sessions.js";
import { openSqlite } from "./store/sqlite/store.js";
import { Vault } from "./store/vault.js";
import { Runner } from "./turns/runner.js";
import { Dispatcher } from "./webhooks/dispatcher.js";

/** The settings that reach below the HTTP layer. */
export interface ServiceOptions {
  /** Folder of the database; null keeps everything in memory. */
  data: string | null;
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
export function openServices(options: ServiceOptions) {
  const { data } = options;
  const store = openSqlite(data === null ? ":memory:" : join(data, "opencomputer.db"), Vault.open(data));
  const log = new EventLog(store);
  const runtimes = new RuntimeSelector(options);
  const publish = async (content_type: string, content: string) =>
    `${options.origin()}/documents/${await store.documents.insert({ content_type, content })}`;
  const runner = new Runner({
    store,
    log,
    publish,
    selectRuntime: ({ snapshot, credential }, credentials) =>
      runtimes.select({ model: (JSON.parse(snapshot) as AgentSnapshot).model, credential }, credentials),
  });
  const dispatcher = new Dispatcher({
    store,
    log,
    allowLoopback: options.allowLoopbackWebhooks,
    retryPause: options.webhookRetrySeconds * 1000,
    tries: options.webhookAttempts,
  });
  const serverlessStore = new ServerlessStore(store);
  const { credentials } = store;
  const serverless = {
    store: serverlessStore,
    engine: new Engine({ store: serverlessStore, credentials, runtimes, pace: options.agentPace, publish }),
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
  return { options, store, log, ...tables, runner, dispatcher, streams, serverless };
}

/** Everything the HTTP layer calls. */
export type Services = ReturnType<typeof openServices>;

/** Takes up what an earlier process left: interrupted turns, waiting messages, undelivered webhooks. */
export async function startServices(services: Services): Promise<void> {
  await services.tokens.prune();
  await services.runner.recover();
  await services.dispatcher.start();
  await services.serverless.engine.recover();
}

/** Ends what is under way; the store stays open for the answers that still have to go out. */
export async function stopServices(services: Services): Promise<void> {
  services.serverless.engine.close();
  await Promise.all([services.runner.stop(), services.dispatcher.stop()]);
}
