import { join } from "node:path";
import { OpenStreams } from "./http/open-streams.js";
import { EventLog } from "./log/event-log.js";
import { RuntimeSelector } from "./runtimes/runtime-selector.js";
import { Engine } from "./serverless/engine.js";
import { createServerlessSchema } from "./serverless/store/schema.js";
import { ServerlessStore } from "./serverless/store/serverless-store.js";
import { AgentStore } from "./store/agents.js";
import { CredentialStore } from "./store/credentials.js";
import { Database } from "./store/database.js";
import { DeliveryStore } from "./store/deliveries.js";
import { DestinationStore } from "./store/destinations.js";
import { DocumentStore } from "./store/documents.js";
import { createSchema } from "./store/schema.js";
import { type AgentSnapshot, SessionStore } from "./store/sessions.js";
import { TokenStore } from "./store/tokens.js";
import { TurnStore } from "./store/turns.js";
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

/** Opens the database and puts the parts together, at rest; see {@link startServices}. */
export function openServices(options: ServiceOptions) {
  const db = new Database(options.data === null ? ":memory:" : join(options.data, "opencomputer.db"));
  createSchema(db);
  const vault = Vault.open(options.data);
  const log = new EventLog(db);
  const sessions = new SessionStore(db);
  const turns = new TurnStore(db);
  const documents = new DocumentStore(db);
  const credentials = new CredentialStore(db, vault);
  const destinations = new DestinationStore(db, vault);
  const deliveries = new DeliveryStore(db, options.webhookAttempts);
  const runtimes = new RuntimeSelector(credentials, options);
  const publish = (content_type: string, content: string) =>
    `${options.origin()}/documents/${documents.insert({ content_type, content })}`;
  const runner = new Runner({
    db,
    log,
    sessions,
    turns,
    publish,
    selectRuntime: ({ snapshot, credential }) =>
      runtimes.select({ model: (JSON.parse(snapshot) as AgentSnapshot).model, credential }),
  });
  const dispatcher = new Dispatcher({
    ...{ db, log, sessions, destinations, deliveries },
    allowLoopback: options.allowLoopbackWebhooks,
    retryPause: options.webhookRetrySeconds * 1000,
  });
  const agents = new AgentStore(db);
  createServerlessSchema(db);
  const serverlessStore = new ServerlessStore(db);
  const serverless = {
    store: serverlessStore,
    engine: new Engine({ store: serverlessStore, runtimes, pace: options.agentPace, publish }),
    /** Whether the org has credits: without any, nothing is begun. */
    hasCredits: true,
  };
  const tokens = new TokenStore(db);
  const stores = { agents, credentials, sessions, turns, tokens, destinations, deliveries, documents };
  const streams = new OpenStreams();
  return { options, db, log, ...stores, runtimes, runner, dispatcher, streams, serverless };
}

/** Everything the HTTP layer calls. */
export type Services = ReturnType<typeof openServices>;

/** Takes up what an earlier process left: interrupted turns, waiting messages, undelivered webhooks. */
export async function startServices(services: Services): Promise<void> {
  services.tokens.prune();
  services.runner.recover();
  services.dispatcher.start();
  await services.serverless.engine.recover();
}

/** Ends what is under way; the database stays open for the answers that still have to go out. */
export function stopServices(services: Services): void {
  services.runner.stop();
  services.serverless.engine.close();
  services.dispatcher.stop();
}
