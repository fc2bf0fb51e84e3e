import { join } from "node:path";
import { OpenStreams } from "./http/open-streams.js";
import { EventLog } from "./log/event-log.js";
import { OfflineAgent } from "./runtimes/offline/agent.js";
import { AgentStore } from "./store/agents.js";
import { Database } from "./store/database.js";
import { createSchema } from "./store/schema.js";
import { DocumentStore } from "./store/documents.js";
import { SessionStore } from "./store/sessions.js";
import { TokenStore } from "./store/tokens.js";
import { TurnStore } from "./store/turns.js";
import { Runner } from "./turns/runner.js";

/** The settings that reach below the HTTP layer. */
export interface ServiceOptions {
  /** Folder of the database; null keeps everything in memory. */
  data: string | null;
  heartbeatSeconds: number;
  /** Seconds after which a reader that takes nothing is cut off. */
  slowReaderSeconds: number;
  agentPace: number;
  /** Origin of this server, asked for once it listens. */
  origin(): string;
}

/** Everything the HTTP layer calls. */
export interface Services {
  readonly options: ServiceOptions;
  readonly db: Database;
  readonly log: EventLog;
  readonly agents: AgentStore;
  readonly sessions: SessionStore;
  readonly turns: TurnStore;
  readonly tokens: TokenStore;
  readonly runner: Runner;
  readonly documents: DocumentStore;
  readonly streams: OpenStreams;
  close(): void;
}

/** Opens the database and puts the parts together. */
export function openServices(options: ServiceOptions): Services {
  const db = new Database(options.data === null ? ":memory:" : join(options.data, "opencomputer.db"));
  createSchema(db);
  const log = new EventLog(db);
  const sessions = new SessionStore(db);
  const turns = new TurnStore(db);
  const documents = new DocumentStore(db);
  const offline = new OfflineAgent(options.agentPace);
  const runner = new Runner({
    db,
    log,
    sessions,
    turns,
    publish: (content_type, content) =>
      `${options.origin()}/documents/${documents.insert({ content_type, content })}`,
    cast: (session) =>
      JSON.parse(session.snapshot).model === "offline/silent" ? null : { runtime: offline, apiKey: null },
  });
  return {
    options,
    db,
    log,
    agents: new AgentStore(db),
    sessions,
    turns,
    tokens: new TokenStore(db),
    runner,
    documents,
    streams: new OpenStreams(),
    close() {
      runner.stop();
      db.close();
    },
  };
}
