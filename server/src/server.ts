import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createApp } from "./http/app.js";
import { listenerOf, refuseInEnvelope } from "./http/node-refusals.js";
import type { EventDraft } from "./log/event.js";
import { defaultOrgKey } from "./org-key.js";
import { makeFolder } from "./private-file.js";
import { emitAll } from "./serverless/engine.js";
import type { EventDraft as ServerlessEventDraft } from "./serverless/sessions/session.js";
import type { LogLevel } from "./operations/logger.js";
import { openServices, type ServiceOptions, type Services, startServices, stopServices } from "./services.js";

/** Milliseconds that answers in progress have to finish when the server closes. */
const CLOSING_GRACE_MS = 500;

/** The period over which a draining server closes its streams. */
const DRAIN_STREAMS_MS = 5000;

/**
 * The time for a proxy, which checks `/readyz` every second, to notice a draining server. Requests are answered until
 * then.
 */
const DRAIN_NOTICE_MS = 4000;

/** The time that running turns have to end when the server drains. */
const DRAIN_TURNS_MS = 20_000;

/**
 * Limits for the arrival of a request's headers and of the whole request, because slow ones occupy connections. Idle
 * connections live longer than proxies keep them, up to two minutes: a proxy that reuses one that is being closed fails.
 */
const TIMEOUTS_MS = {
  headersTimeout: 15_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 130_000,
  connectionsCheckingInterval: 5000,
};

/** Node would refuse a request without a host itself, with an empty body. */
const HTTP_OPTIONS = { ...TIMEOUTS_MS, requireHostHeader: false };

/**
 * An answer may take this many times as long as a stream's reader may read nothing, because unread answers occupy
 * memory.
 */
const ANSWER_FACTOR = 4;

/** Paths that are answered at once, also before the server is ready. */
const PROBES: ReadonlySet<string> = new Set(["/healthz", "/readyz"]);

/** The settings of {@link startServer}. */
export interface ServerOptions {
  /** 0, the default, selects any free port. */
  port?: number;
  /** Address to listen on; default `127.0.0.1`. */
  host?: string;
  /** Folder for all data; created if it does not exist. Without one, all data is in memory. */
  data?: string;
  /** URL of a PostgreSQL database (15 or later) for all data. Several servers can share it. */
  database?: string;
  /**
   * The org key to accept; default `OPENCOMPUTER_API_KEY`, else one that is generated once and stored in the folder.
   */
  key?: string;
  /** Seconds between heartbeats on an event stream; default 15. */
  heartbeatSeconds?: number;
  /**
   * Seconds after which a stream whose reader reads nothing is closed; an unread answer is closed after four times as
   * many. Default 30.
   */
  slowReaderSeconds?: number;
  /** Factor on the offline agent's delays: 1 (default) is about the speed of a real agent, 0 is no delay. */
  agentPace?: number;
  /** Address of Anthropic's API; default that of their SDK. */
  anthropicUrl?: string;
  /** Permits webhooks to addresses of this machine, also by plain HTTP; default false. */
  allowLoopbackWebhooks?: boolean;
  /** Seconds before a webhook's first retry; each further delay is twice as long. Default 5. */
  webhookRetrySeconds?: number;
  /** Attempts before a webhook becomes a dead letter; default 8. */
  webhookAttempts?: number;
  /** Milliseconds without activity after which a session is deleted with all its data; default never. */
  retain?: number;
  /** Origin under which clients reach the server, such as a proxy's; default its own address. */
  publicUrl?: string;
  /**
   * What is logged to standard error, one JSON object for each line; default `error`, failures of the server only.
   */
  logLevel?: LogLevel;
  /** Called with a line for each answered request. The line contains no key or token. */
  onRequest?: (line: string) => void;
}

/** A running server. */
export interface LocalServer {
  /** Origin, such as `http://127.0.0.1:8787`; append `/v3` for the API's base. */
  readonly url: string;
  /** The org key that the server accepts. */
  readonly orgKey: string;
  /**
   * Appends events to a session's log in one transaction. They do not start a turn.
   *
   * Resolves, once they are committed, with the id and seq of each; rejects if the session does not exist.
   */
  appendEvents(session: string, events: readonly EventDraft[]): Promise<{ id: string; seq: number }[]>;
  /** Closes the open event streams of one session, or of all, like a network failure; returns their number. */
  dropConnections(session?: string): number;
  /**
   * Expires every client token of a session now and ends the streams opened with them; resolves with the number of
   * tokens.
   */
  expireTokens(session: string): Promise<number>;
  /** The sessions of the serverless API, at `/api/managed-agents`. */
  readonly serverless: {
    /**
     * Appends events to a session's log in one transaction, without further effects.
     *
     * @throws Error if the session does not exist
     */
    appendEvents(session: string, events: readonly ServerlessEventDraft[]): Promise<void>;
    /** Whether the org has credits left; initially true. Without credits, new sessions and turns get 402. */
    setCredits(isLeft: boolean): void;
  };
  /**
   * Prepares a server that shares its database for {@link close}: `/readyz` answers 503, no turn begins, streams are
   * closed one by one, running turns may end. Requests are answered for at least 4 s, so that the proxy can notice.
   * Does nothing if the server has its own database, because no other server can take over.
   */
  drain(): Promise<void>;
  /** Ends running turns, closes every connection and the database. */
  close(): Promise<void>;
}

/** Starts a server; resolves when it accepts connections. */
export async function startServer(options: ServerOptions = {}): Promise<LocalServer> {
  // Node would listen on all addresses.
  if (options.host === "") throw new Error("The host must not be empty.");
  if (options.data !== undefined) makeFolder(options.data);
  const orgKey = orgKeyOf(options);
  const given = serviceOptions(options, () => options.publicUrl ?? originOf(server));
  const services = await openServices(given);
  const answerTimeout = given.slowReaderSeconds * 1000 * ANSWER_FACTOR;
  const app = createApp(services, orgKey, options.onRequest);
  const answer = listenerOf(app.fetch);
  const server = createServer(HTTP_OPTIONS, (request, response) => {
    cutUnread(response, answerTimeout);
    if (services.isStarted || PROBES.has(request.url ?? "")) return answer(request, response);
    // The server listens before it is ready, because the services need its address.
    started.then(
      () => answer(request, response),
      () => response.destroy(),
    );
  });
  refuseInEnvelope(server);
  const close = async () => {
    await stopServices(services);
    services.streams.end();
    await endConnections(server);
    await services.store.close();
  };
  const started = listen(server, options.port ?? 0, options.host ?? "127.0.0.1").then(() =>
    startServices(services),
  );
  try {
    await started;
  } catch (error) {
    await close();
    throw error;
  }

  let closing: Promise<void> | undefined;
  return {
    url: originOf(server),
    orgKey,
    async appendEvents(session, events) {
      const appended = await services.log.append(session, events);
      return appended.map(({ id, seq }) => ({ id, seq }));
    },
    dropConnections: (session) => services.streams.drop(session),
    serverless: {
      appendEvents: (session, events) =>
        services.serverless.engine.change(session, (change) => emitAll(change, events)),
      setCredits: (isLeft) => {
        services.serverless.hasCredits = isLeft;
      },
    },
    async expireTokens(session) {
      const expired = await services.tokens.expire(session);
      services.streams.expire(session);
      return expired;
    },
    drain: () => drain(services),
    close: () => (closing ??= close()),
  };
}

/** @throws Error if nobody could send the key, or anybody */
function orgKeyOf({ key, data }: ServerOptions): string {
  const orgKey = key ?? defaultOrgKey(data ?? null);
  // An empty key would admit requests without one; a key with a space or a letter beyond ASCII cannot be sent.
  if (/^[\x21-\x7e]+$/.test(orgKey)) return orgKey;
  throw new Error("The org key must have only ASCII letters, digits and signs, at least one, and no spaces.");
}

/** The options with their defaults. */
function serviceOptions(options: ServerOptions, origin: () => string): ServiceOptions {
  return {
    data: options.data ?? null,
    database: options.database ?? null,
    heartbeatSeconds: options.heartbeatSeconds ?? 15,
    slowReaderSeconds: options.slowReaderSeconds ?? 30,
    agentPace: options.agentPace ?? 1,
    anthropicUrl: options.anthropicUrl ?? null,
    allowLoopbackWebhooks: options.allowLoopbackWebhooks ?? false,
    webhookRetrySeconds: options.webhookRetrySeconds ?? 5,
    webhookAttempts: options.webhookAttempts ?? 8,
    retain: options.retain ?? null,
    logLevel: options.logLevel ?? "error",
    origin,
  };
}

/** Closes the connection if a finished answer has not been read after `timeout` milliseconds. */
function cutUnread(response: ServerResponse, timeout: number): void {
  response.once("prefinish", () => {
    // The client has disconnected: `close` has already fired and would not clear the timer.
    if (response.destroyed) return;
    const timer = setTimeout(() => response.destroy(), timeout).unref();
    response.once("close", () => clearTimeout(timer));
  });
}

async function drain(services: Services): Promise<void> {
  if (!services.store.isShared) return;
  services.isDraining = true;
  services.logger.info({ streams: services.streams.size }, "Draining");
  const turns = Promise.all([
    services.runner.drain(DRAIN_TURNS_MS),
    services.serverless.engine.drain(DRAIN_TURNS_MS),
  ]);
  const noticed = new Promise((resolve) => setTimeout(resolve, DRAIN_NOTICE_MS));
  await Promise.all([services.streams.closeGradually(DRAIN_STREAMS_MS), noticed, turns]);
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** Lets answers in progress finish for a moment, then closes every connection. */
async function endConnections(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise((resolve) => server.close(resolve));
  setImmediate(() => server.closeIdleConnections());
  const giveUp = setTimeout(() => server.closeAllConnections(), CLOSING_GRACE_MS);
  await closed;
  clearTimeout(giveUp);
}

function originOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}
