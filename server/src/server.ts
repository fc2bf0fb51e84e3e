import { mkdirSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { createApp } from "./http/app.js";
import type { EventDraft } from "./log/event.js";
import { defaultOrgKey } from "./org-key.js";
import { tell } from "./serverless/engine.js";
import type { EventDraft as ServerlessEventDraft } from "./serverless/sessions/session.js";
import type { LogLevel } from "./operations/logger.js";
import { openServices, type ServiceOptions, type Services, startServices, stopServices } from "./services.js";

/** Milliseconds that answers under way have to finish when the server closes. */
const CLOSING_GRACE_MS = 500;

/** Milliseconds over which a draining server's readers are sent away. */
const DRAIN_STREAMS_MS = 5000;

/** Milliseconds that a proxy has to see that a server drains, which takes requests until then: it asks every second. */
const DRAIN_NOTICE_MS = 4000;

/** Milliseconds that turns under way have to end by themselves when the server drains. */
const DRAIN_TURNS_MS = 20_000;

/** Milliseconds that a request's headers, and all of it, may take to come: slow ones hold connections. */
const TIMEOUTS_MS = { headersTimeout: 15_000, requestTimeout: 60_000, connectionsCheckingInterval: 5000 };

/** So many times as long as a stream's reader may take nothing, an answer may take to be read: slow ones hold its memory. */
const ANSWER_FACTOR = 4;

/** What is answered at once, also by a server that is not ready. */
const PROBES: ReadonlySet<string> = new Set(["/healthz", "/readyz"]);

/** How to start a local OpenComputer. */
export interface ServerOptions {
  /** 0, the default, takes any free port. */
  port?: number;
  /** Address to listen on; default `127.0.0.1`. */
  host?: string;
  /** Folder that keeps everything; made when missing. Without one, all is in memory and ends with the server. */
  data?: string;
  /** URL of a PostgreSQL database (15 or later) to keep everything in, which other servers may use too. */
  database?: string;
  /** The org key to accept; default `OPENCOMPUTER_API_KEY`, else one that is made once and kept in the folder. */
  key?: string;
  /** Seconds between heartbeats on an event stream; default 15. */
  heartbeatSeconds?: number;
  /** Seconds after which a stream whose reader takes nothing is cut, an answer after four times as many; default 30. */
  slowReaderSeconds?: number;
  /** Factor on the offline agent's pauses: 1 (default) is about a real agent's speed, 0 is no pause. */
  agentPace?: number;
  /** Address of Anthropic's API; default their own. */
  anthropicUrl?: string;
  /** Lets webhooks go to this machine's own addresses, also by plain HTTP; default false. */
  allowLoopbackWebhooks?: boolean;
  /** Seconds before a webhook's first retry; each further pause is twice as long. Default 5. */
  webhookRetrySeconds?: number;
  /** Attempts before a webhook is given up; default 8. */
  webhookAttempts?: number;
  /** Milliseconds after which a session in which nothing happens is deleted with all its data; default never. */
  retain?: number;
  /** Origin at which others reach the server, such as a proxy's; default its own address. */
  publicUrl?: string;
  /** What is logged to standard error, a JSON object to a line; default `error`, failures of the server itself. */
  logLevel?: LogLevel;
  /** Called with a line for each request answered, which never contains a key or token. */
  onRequest?: (line: string) => void;
}

/** A server that is running. */
export interface LocalServer {
  /** Origin, such as `http://127.0.0.1:8787`; the API's base is this and `/v3`. */
  readonly url: string;
  /** The org key it accepts. */
  readonly orgKey: string;
  /**
   * Appends events to a session's log in one transaction, as if they had happened. They do not wake the agent.
   *
   * Resolves, once they are committed, with the id and seq that each got; rejects when there is no such session.
   */
  appendEvents(session: string, events: readonly EventDraft[]): Promise<{ id: string; seq: number }[]>;
  /** Cuts the open event streams of one session, or all, as a failing network does; returns how many. */
  dropConnections(session?: string): number;
  /** Expires every client token of a session now and ends the streams opened with them; resolves with how many. */
  expireTokens(session: string): Promise<number>;
  /** The sessions of the successor's API, at `/api/managed-agents`. */
  readonly serverless: {
    /**
     * Appends events to a session's log in one transaction, as if they had happened. Nothing else follows from them.
     *
     * @throws Error when there is no such session
     */
    appendEvents(session: string, events: readonly ServerlessEventDraft[]): Promise<void>;
    /** Whether the org has credits left, which it has at first: without any, new sessions and turns get 402. */
    setCredits(isLeft: boolean): void;
  };
  /**
   * Prepares for the end, where other servers share the database: `/readyz` says no, no turn begins, readers are sent
   * away bit by bit, turns under way may end. Requests are answered for 4 s at least, until the proxy has seen it.
   * Resolves when that is done; {@link close} is to follow. On a database of its own it does nothing: there is nobody
   * to take over.
   */
  drain(): Promise<void>;
  /** Ends running turns, closes every connection and the database. */
  close(): Promise<void>;
}

/** Starts a local OpenComputer; resolves when it accepts connections. */
export async function startServer(options: ServerOptions = {}): Promise<LocalServer> {
  if (options.data !== undefined) mkdirSync(options.data, { recursive: true, mode: 0o700 });
  const orgKey = options.key ?? defaultOrgKey(options.data ?? null);
  // An empty one would let in whoever sends none; one with a space cannot be sent.
  if (!/^\S+$/.test(orgKey)) throw new Error("The org key must not be empty, nor hold spaces.");
  const given = serviceOptions(options, () => options.publicUrl ?? originOf(server));
  const services = await openServices(given);
  const answerTimeout = given.slowReaderSeconds * 1000 * ANSWER_FACTOR;
  const app = createApp(services, orgKey, options.onRequest);
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const server = createServer(TIMEOUTS_MS, (request, response) => {
    cutUnread(response, answerTimeout);
    if (services.isStarted || PROBES.has(request.url ?? "")) return void answer(request, response);
    // It listens before it is ready, as what is started has to know its address.
    started.then(
      () => answer(request, response),
      () => response.destroy(),
    );
  });
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
        services.serverless.engine.change(session, (change) => tell(change, events)),
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

/** The options with what is taken where one is not given. */
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

/** Cuts the connection when an answer that is ready has not been taken after so many milliseconds. */
function cutUnread(response: ServerResponse, timeout: number): void {
  response.once("prefinish", () => {
    // Whoever asked has left: nothing would end the time.
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
  await Promise.all([services.streams.sendAway(DRAIN_STREAMS_MS), noticed, turns]);
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

/** Lets the answers under way be finished, for a moment, then closes every connection. */
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
