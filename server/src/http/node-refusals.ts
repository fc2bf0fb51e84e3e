import {
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import type { Duplex } from "node:stream";
import { getRequestListener, RequestError } from "@hono/node-server";
import { newId } from "../store/ids.js";
import { CORS_HEADERS, PRIVATE_HEADERS } from "./cors.js";
import { ApiError, refusalBody } from "./errors.js";

/** A request on a connection, and its answer. */
interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  /** Whether an earlier request of the connection was unanswered when this one arrived. */
  isPipelined: boolean;
}

/** A refusal as it is sent. */
interface Sent {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/**
 * Gives the error envelope to the requests that Node refuses before the application sees them: it would send an empty
 * body.
 */
export function refuseInEnvelope(server: Server): void {
  /** By connection: its last request. */
  const exchanges = new WeakMap<Duplex, Exchange>();
  server.on("request", (request, response) => {
    const earlier = exchanges.get(request.socket);
    const isPipelined = earlier !== undefined && !earlier.response.writableFinished;
    exchanges.set(request.socket, { request, response, isPipelined });
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    if (socket.writable && canBeAnswered(exchanges.get(socket))) socket.write(asText(refusalOf(error)));
    socket.destroy();
  });
  server.on("checkExpectation", (_request, response) => {
    answer(
      response,
      new ApiError(417, "invalid_request", "The only expectation that is met is 100-continue."),
    );
  });
}

/**
 * The listener of an application. It gives the error envelope to HTTP/1.1 without a host, for which Node's own check
 * must be off, and to requests that cannot be passed to the application.
 */
export function listenerOf(fetch: Parameters<typeof getRequestListener>[0]): RequestListener {
  // Health checks by HTTP/1.0 name no host.
  const options = { overrideGlobalObjects: false, hostname: "localhost", errorHandler: unusable };
  const listener = getRequestListener(fetch, options);
  return (request, response) => {
    if (request.headers.host !== undefined || request.httpVersion !== "1.1")
      return void listener(request, response);
    answer(response, new ApiError(400, "invalid_request", "The request has no header Host."));
  };
}

/** The answer to a request that cannot be passed to the application, such as one with a wrong host. */
function unusable(error: unknown): Response {
  const refusal =
    error instanceof RequestError
      ? new ApiError(400, "invalid_request", "The request's host or path is not valid.")
      : new ApiError(500, "internal", "Internal server error.");
  const { status, headers, body } = sent(refusal);
  return new Response(body, { status, headers });
}

/**
 * Whether an answer to what has just failed can be written. The failure is in the body of the last request or, if that
 * is complete, in a further one, whose answer must not arrive in place of an earlier one.
 */
function canBeAnswered(last: Exchange | undefined): boolean {
  if (last === undefined) return true;
  const { request, response, isPipelined } = last;
  return request.complete ? response.writableFinished : !isPipelined && !response.headersSent;
}

function refusalOf({ code }: NodeJS.ErrnoException): ApiError {
  switch (code) {
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return new ApiError(408, "timeout", "The request did not arrive in time.");
    case "HPE_HEADER_OVERFLOW":
      return new ApiError(431, "too_large", "The headers exceed 16 KB.");
    case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
      return new ApiError(413, "too_large", "The chunk extensions exceed 16 KB.");
    default:
      return new ApiError(400, "invalid_request", "The request is not valid HTTP.");
  }
}

function answer(response: ServerResponse, refusal: ApiError): void {
  const { status, headers, body } = sent(refusal);
  response.writeHead(status, headers).end(body);
}

/** An answer for a connection whose request Node could not read. */
function asText(refusal: ApiError): string {
  const { status, headers, body } = sent(refusal);
  const lines = Object.entries({ ...headers, Date: new Date().toUTCString() });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}\r\n${body}`;
}

function sent(refusal: ApiError): Sent {
  const id = newId("req");
  const body = JSON.stringify(refusalBody(refusal, id));
  const headers = {
    ...CORS_HEADERS,
    ...PRIVATE_HEADERS,
    "Content-Type": "application/json",
    "Content-Length": String(Buffer.byteLength(body)),
    "X-Request-Id": id,
    Connection: "close",
  };
  return { status: refusal.status, headers, body };
}
