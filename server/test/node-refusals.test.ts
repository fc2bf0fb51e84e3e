import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener, type ServerOptions } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { after, before, test } from "node:test";
import { refuseInEnvelope } from "../src/http/node-refusals.js";
import { Api } from "./support/api.js";
import type { Json } from "./support/json.js";

let api: Api;
before(async () => void (api = await Api.start()));
after(() => api.close());

/**
 * Sends bytes and resolves with everything that is answered until the connection is closed.
 *
 * @param then sent when something has been answered
 */
async function exchange(port: number, bytes: string, then = ""): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let text = "";
  socket.on("data", (piece: Buffer) => (text += piece.toString()));
  if (then !== "") socket.once("data", () => socket.write(then));
  // Closed with unread bytes, a connection is reset.
  socket.on("error", () => {});
  socket.write(bytes);
  await once(socket, "close");
  return text;
}

/** A bare server with these limits, for what would take the real one seconds. */
async function answered(
  options: ServerOptions,
  listener: RequestListener,
  bytes: string,
  then?: string,
): Promise<string> {
  const server = createServer(options, listener);
  refuseInEnvelope(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const text = await exchange((server.address() as AddressInfo).port, bytes, then);
  server.close();
  server.closeAllConnections();
  return text;
}

/** Holds an answer to be one refusal in the envelope. */
function assertRefusal(text: string, status: number): void {
  const [head = "", body = "", ...more] = text.split("\r\n\r\n");
  assert.deepEqual(more, [], "one answer");
  assert.match(head, new RegExp(`^HTTP/1\\.1 ${status} [A-Z]`));
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, "im").exec(head)?.[1]?.trim();
  const { error } = JSON.parse(body) as Json;
  assert.ok(error.type.length > 3 && error.message.length > 10);
  assert.match(error.request_id, /^req_/);
  assert.equal(header("X-Request-Id"), error.request_id);
  assert.equal(header("Content-Length"), String(Buffer.byteLength(body)));
  assert.equal(header("Content-Type"), "application/json");
  assert.equal(header("Cache-Control"), "no-store");
  assert.equal(header("Access-Control-Allow-Origin"), "*");
  assert.equal(header("Connection"), "close");
  assert.ok(Date.parse(header("Date") ?? "") > 0);
}

const POST = "POST / HTTP/1.1\r\nHost: a\r\n";

for (const [name, status, bytes] of [
  ["a line that is no HTTP", 400, "nonsense\r\n\r\n"],
  ["a length beside chunks", 400, `${POST}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
  ["headers that are too large", 431, `GET / HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(17_000)}\r\n\r\n`],
  ["HTTP/1.1 without a host", 400, "GET /healthz HTTP/1.1\r\n\r\n"],
  ["a host that is none", 400, "GET /healthz HTTP/1.1\r\nHost: a b\r\n\r\n"],
  ["a target that is no path", 400, "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"],
  ["an expectation that nobody meets", 417, `${POST}Expect: a miracle\r\nContent-Length: 0\r\n\r\n`],
] as const) {
  test(`${name} is refused in the envelope`, async () => {
    assertRefusal(await exchange(Number(new URL(api.base).port), bytes), status);
  });
}

/** Reads the body and answers when it is there. */
const readBody: RequestListener = (request, response) => {
  request.on("error", () => {});
  request.resume().on("end", () => response.end("read"));
};

test("headers, and a body, that arrive too slowly are refused in the envelope", async () => {
  const limits = { headersTimeout: 50, requestTimeout: 50, connectionsCheckingInterval: 10 };
  assertRefusal(await answered(limits, readBody, "GET / HTTP/1.1\r\nHost: a\r\n"), 408);
  assertRefusal(await answered(limits, readBody, `${POST}Content-Length: 9\r\n\r\nhalf`), 408);
});

test("a body that breaks the rules of chunks is refused in the envelope", async () => {
  assertRefusal(await answered({}, readBody, `${POST}Transfer-Encoding: chunked\r\n\r\nnonsense\r\n`), 400);
});

test("no refusal arrives in place of the answer to an earlier request, or within one", async () => {
  const first = "GET /first HTTP/1.1\r\nHost: a\r\n\r\n";
  assert.equal(await answered({}, () => {}, `${first}nonsense\r\n\r\n`), "");
  assert.equal(
    await answered({}, () => {}, `${first}${POST}Transfer-Encoding: chunked\r\n\r\nnonsense\r\n`),
    "",
  );
  const piece: RequestListener = (_, response) => response.write("piece");
  assert.doesNotMatch(await answered({}, piece, first, "nonsense\r\n\r\n"), / 400 /);
  const early = await answered(
    {},
    (_, response) => response.end("early"),
    `${POST}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n`,
    "nonsense\r\n",
  );
  assert.match(early, /^HTTP\/1\.1 200 [^]*early$/);
});

test("a further request that is no HTTP is refused after the answer to the one before", async () => {
  const port = Number(new URL(api.base).port);
  const text = await exchange(port, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", "nonsense\r\n\r\n");
  const [first, second = ""] = text.split("ok\n");
  assert.match(first!, /^HTTP\/1\.1 200 /);
  assertRefusal(second, 400);
});
