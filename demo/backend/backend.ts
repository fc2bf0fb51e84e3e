import type { IncomingMessage, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { FaultNetwork } from "../fault-network/network.js";
import { NO_FAULTS } from "../fault-network/plan.js";
import { agentChatRoutes } from "./agent.js";
import { AgentsApi } from "./agents-api.js";
import { OrgApi } from "./api.js";
import { chatRoutes } from "./chat.js";
import { visitorFiles } from "./files.js";
import { galleryRoutes } from "./gallery.js";
import { Conversations } from "./conversations.js";
import { Inbox } from "./inbox.js";
import { JsonFile } from "./json-file.js";
import { Lab, labRoutes } from "./lab.js";
import type { LocalComputer } from "./local-computer.js";
import { thumbRoutes } from "./thumbs.js";
import { Visitors } from "./visitors.js";

type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/**
 * Everything of the demo except its pages: the customer's backend at `/api`, and the API itself at `/v3`, so that the
 * site needs only one port. `/lab/v3` is the same API behind a network with faults, and `/lab/api/agent` the
 * backend's routes of the serverless wire.
 *
 * @param origin of the site itself, called once it listens
 */
export function createBackend(computer: LocalComputer, origin: () => string): Handler {
  const api = new OrgApi(computer);
  const agents = new AgentsApi(computer);
  const visitors = new Visitors(computer);
  const inbox = new Inbox(api, computer, origin);
  const conversations = new Conversations(new JsonFile(computer.folder("conversations.json"), {}));
  const target = () => computer.server.url;
  const network = new FaultNetwork(target, NO_FAULTS);
  const lab = new Lab((path) => (path.startsWith("/api/") ? origin() : target()));

  const app = new Hono()
    .basePath("/api")
    .route("/", chatRoutes(api, visitors, inbox, conversations))
    .route("/", agentChatRoutes(api, agents, visitors))
    .route("/", conversations.routes(api, visitors))
    .route("/", thumbRoutes(new JsonFile(computer.folder("thumbs.json"), {}), conversations, visitors))
    .route("/", inbox.routes(visitors))
    .route("/", visitorFiles(computer, visitors))
    .route("/", breakageRoutes(computer, visitors))
    .route("/gallery", galleryRoutes(api, agents, computer))
    .route("/lab", labRoutes(api, agents, lab, visitors));
  // Errors here usually mean that the API cannot be reached.
  app.onError((_error, c) => c.body(null, 503));
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });

  return (request, response, next) => {
    const { url = "/" } = request;
    if (url.startsWith("/api/")) void listener(request, response);
    else if (url.startsWith("/v3/")) void network.handle(request, response);
    else if (/^\/lab\/(v3|api\/agent)\//.test(url)) {
      request.url = url.slice("/lab".length);
      void lab.network.handle(request, response);
    } else next();
  };
}

/** The routes of the buttons that break connections and tokens on purpose. */
function breakageRoutes(computer: LocalComputer, visitors: Visitors): Hono {
  return new Hono()
    .post("/break/connection", async (c) => {
      const session = await visitors.session(c);
      return c.json({ count: session === null ? 0 : computer.server.dropConnections(session) });
    })
    .post("/break/token", async (c) => {
      const session = await visitors.session(c);
      const count = session === null ? 0 : await computer.server.expireTokens(session);
      return c.json({ count });
    })
    .post("/break/server", async (c) => {
      await computer.restart();
      return c.json({ count: 1 });
    });
}
