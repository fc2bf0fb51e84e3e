import { once } from "node:events";
import { connect } from "node:net";

/** A request that every recipe must refuse. It is sent as bytes, because `fetch` cannot send all of them. */
export interface BadRequest {
  readonly name: string;
  /** The bytes of the body. */
  readonly body: string;
  /** Replaces the correct `Content-Length`; null for none. */
  readonly length?: string | null;
  readonly type?: string | null;
  readonly headers?: readonly string[];
  readonly signedIn?: boolean;
  /** Whether the client ends the connection after the body, whatever length was announced. */
  readonly isCutOff?: boolean;
}

const start = (question: object) =>
  JSON.stringify({
    session: null,
    reason: "start",
    input: { text: "Hi" },
    idempotency_key: "k",
    ...question,
  });
const deep = (levels: number) => "[".repeat(levels) + "]".repeat(levels);

/** The requests, named by their faults. */
export const BAD_REQUESTS: readonly BadRequest[] = [
  { name: "no signed-in user", body: start({}), signedIn: false },
  { name: "no type", body: start({}), type: null },
  { name: "a form's type", body: start({}), type: "application/x-www-form-urlencoded" },
  { name: "a text's type", body: start({}), type: "text/plain" },
  { name: "a type that only begins like JSON", body: start({}), type: "application/jsonp" },
  { name: "a negative length", body: start({}), length: "-1" },
  { name: "a length that is no number", body: start({}), length: "ten" },
  { name: "a length in hexadecimal", body: start({}), length: "0x20" },
  { name: "no length", body: start({}), length: null },
  { name: "a body over the limit", body: start({ input: { text: "x".repeat(600_000) } }) },
  { name: "a length over the limit, and no body", body: "", length: "99999999" },
  {
    name: "chunks over the limit",
    body: chunked("x".repeat(600_000)),
    length: null,
    headers: ["Transfer-Encoding: chunked"],
  },
  { name: "a body that ends before its length", body: start({}), length: "500", isCutOff: true },
  { name: "an empty body", body: "" },
  { name: "no JSON", body: "hello" },
  { name: "half of a JSON", body: '{"session":' },
  { name: "JSON nested deep", body: deep(100_000) },
  { name: "null", body: "null" },
  { name: "a number", body: "7" },
  { name: "a text", body: '"start"' },
  { name: "an array", body: "[]" },
  { name: "an empty object", body: "{}" },
  { name: "an unknown reason", body: JSON.stringify({ session: null, reason: "delete" }) },
  { name: "a reason that is an array", body: JSON.stringify({ session: null, reason: ["resume"] }) },
  { name: "a session that is an object", body: JSON.stringify({ session: { id: "x" }, reason: "resume" }) },
  { name: "a session that is a path", body: JSON.stringify({ session: "../agents", reason: "resume" }) },
  { name: "no input", body: start({ input: undefined }) },
  { name: "an input that is null", body: start({ input: null }) },
  { name: "an input that is a text", body: start({ input: "Hi" }) },
  { name: "a text that is an object", body: start({ input: { text: { $: 1 } } }) },
  { name: "a text that is an array", body: start({ input: { text: ["Hi"] } }) },
  { name: "a text that is a number", body: start({ input: { text: 7 } }) },
  { name: "an empty text", body: start({ input: { text: "" } }) },
  { name: "a blank text", body: start({ input: { text: " \n" } }) },
  { name: "a text over its limit", body: start({ input: { text: "x".repeat(70_000) } }) },
  { name: "refs that are a text", body: start({ input: { text: "Hi", refs: "x" } }) },
  { name: "refs that are an array", body: start({ input: { text: "Hi", refs: [1] } }) },
  { name: "refs over their limit", body: start({ input: { text: "Hi", refs: { a: "x".repeat(40_000) } } }) },
  {
    name: "refs nested deep",
    body: start({ input: { text: "Hi", refs: { a: 0 } } }).replace('"a":0', `"a":${deep(50_000)}`),
  },
  { name: "no key", body: start({ idempotency_key: undefined }) },
  { name: "a key that is an object", body: start({ idempotency_key: {} }) },
  { name: "a key with a line break", body: start({ idempotency_key: "a\r\nX-Evil: 1" }) },
];

function chunked(text: string): string {
  return `${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`;
}

/** Sends a request byte for byte; returns the status of the answer. */
export async function sendRaw(endpoint: string, bad: BadRequest, cookie: string): Promise<number> {
  const { hostname, port, pathname, host } = new URL(endpoint);
  const { body, type = "application/json", headers = [], signedIn = true, isCutOff = false } = bad;
  const length = bad.length === undefined ? String(Buffer.byteLength(body)) : bad.length;
  const head = [
    `POST ${pathname} HTTP/1.1`,
    `Host: ${host}`,
    "Connection: close",
    ...(signedIn ? [`Cookie: ${cookie}`] : []),
    ...(type === null ? [] : [`Content-Type: ${type}`]),
    ...(length === null ? [] : [`Content-Length: ${length}`]),
    ...headers,
  ];
  const socket = connect(Number(port), hostname);
  // The server may close the connection before the whole request is sent.
  socket.on("error", () => undefined);
  socket.write(`${head.join("\r\n")}\r\n\r\n${body}`);
  if (isCutOff) socket.end();
  const [answer] = (await once(socket, "data", { signal: AbortSignal.timeout(30_000) })) as [Buffer];
  socket.destroy();
  return Number(/^HTTP\/1\.[01] (\d{3})/.exec(answer.toString("latin1"))?.[1]);
}
