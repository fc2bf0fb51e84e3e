import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CHECKS } from "../src/conformance/run.js";
import { Api } from "./support/api.js";
import { CONFORMING, checkConformance, failing } from "./support/conformance.js";
import { type Fault, FaultyBackend, isTo, type Passing, together } from "./support/faulty-backend.js";
import type { Json } from "./support/json.js";

let api: Api;

before(async () => {
  api = await Api.start(CONFORMING);
});

after(() => api.close());

/** Changes the JSON that is sent. */
function rewrite(passing: Passing, change: (body: Json) => void): undefined {
  let body: Json;
  try {
    body = JSON.parse(passing.body);
  } catch {
    return;
  }
  change(body);
  passing.body = JSON.stringify(body);
}

const isEventPage = ({ method, url }: Passing) => method === "GET" && url.pathname.endsWith("/events");

/** A fault, and the checks that fail by it: these and no others. */
const FAULTS: [string, Fault, string[]][] = [
  [
    "lets a page read no refusal",
    {
      headers: (headers, _, status) => {
        if (status >= 400) headers.delete("access-control-allow-origin");
      },
    },
    ["cors-answers"],
  ],
  [
    "allows too little by its preflight",
    {
      headers: (headers, { method }) => {
        if (method === "OPTIONS") headers.set("access-control-allow-headers", "*, Content-Type");
      },
    },
    ["preflight"],
  ],
  [
    "has no CORS on its streams",
    {
      headers: (headers) => {
        if (headers.get("content-type")?.includes("stream")) headers.delete("access-control-allow-origin");
      },
    },
    ["cors-stream"],
  ],
  [
    "lets every known token post",
    {
      request: (passing) => {
        const isToken = passing.headers.authorization?.startsWith("Bearer ct_");
        if (isToken && isTo(passing, "POST", "/messages")) passing.headers.authorization = passing.org;
        return undefined;
      },
    },
    ["scope-read"],
  ],
  [
    "lets every token read",
    {
      request: (passing) => {
        const isToken = passing.headers.authorization?.startsWith("Bearer ct_");
        if (isToken && isTo(passing, "GET", "/events")) passing.headers.authorization = passing.org;
        return undefined;
      },
    },
    ["no-credential", "own-session", "scope-steer"],
  ],
  [
    "gives tokens too long a life",
    {
      request: (passing) => {
        if (!isTo(passing, "POST", "/client-tokens")) return;
        return rewrite(passing, (body) => (body.ttl = Math.min(body.ttl ?? 60, 86_400)));
      },
    },
    ["token-life"],
  ],
  [
    "refuses with a text for an error",
    { body: (json, _, status) => (status === 404 ? { error: "Not found" } : json) },
    ["refusals"],
  ],
  [
    "archives in name only",
    {
      request: (passing) => {
        const isOrg = passing.headers.authorization === passing.org;
        return isOrg && isTo(passing, "POST", "/archive") ? { status: 200, body: "{}" } : undefined;
      },
    },
    ["session-archive"],
  ],
  [
    "makes a session of each request",
    {
      request: (passing) => {
        if (isTo(passing, "POST", "/sessions")) delete passing.headers["idempotency-key"];
        return undefined;
      },
    },
    ["session-idempotency"],
  ],
  [
    "has one page and no more",
    { body: (json, passing) => (isEventPage(passing) ? { ...json, next_cursor: null } : json) },
    ["paging"],
  ],
  [
    "shows everyone everything",
    {
      request: ({ url }) => {
        url.searchParams.delete("level");
        return undefined;
      },
    },
    ["levels", "stream-levels"],
  ],
  [
    "knows exact types only",
    {
      request: ({ url }) => {
        const type = url.searchParams.get("type");
        if (type !== null) url.searchParams.set("type", type.replace(".*", ""));
        return undefined;
      },
    },
    ["types"],
  ],
  [
    "cuts long texts short",
    {
      body: (json, { url }) =>
        url.pathname.endsWith("/content") ? { ...json, text: json.text.slice(0, 1000) } : json,
    },
    ["long-bodies"],
  ],
  [
    "streams from the beginning",
    {
      request: ({ url }) => {
        if (url.searchParams.has("stream")) url.searchParams.delete("after");
        return undefined;
      },
    },
    ["resume-after"],
  ],
  [
    "knows no Last-Event-ID",
    {
      request: ({ headers }) => {
        delete headers["last-event-id"];
        return undefined;
      },
    },
    ["resume-last-event-id"],
  ],
  [
    "sends each frame twice",
    { block: (block) => (block.startsWith("id:") ? `${block}\n\n${block}` : block) },
    ["stream-replay", "stream-follow", "resume-after", "resume-last-event-id"],
  ],
  ["never says a word", { block: (block) => (block.startsWith(":") ? null : block) }, ["heartbeats"]],
  [
    "takes no token in an address",
    {
      request: ({ url }) => {
        url.searchParams.delete("token");
        return undefined;
      },
    },
    ["stream-token"],
  ],
  [
    "reads no key in a body",
    {
      request: (passing) =>
        isTo(passing, "POST", "/messages")
          ? rewrite(passing, (body) => delete body.idempotency_key)
          : undefined,
    },
    ["idempotency", "idempotency-at-once"],
  ],
  [
    "loses where a message came from",
    {
      body: (json, passing) =>
        isEventPage(passing) ? withEach(json, (event) => ({ ...event, refs: {} })) : json,
    },
    ["envelope"],
  ],
  [
    "takes a body of any size",
    {
      request: (passing) =>
        passing.body.length > 2e6 ? rewrite(passing, (body) => (body.text = "Long.")) : undefined,
    },
    ["limit-body"],
  ],
  [
    "signs with another secret",
    {
      request: (passing) =>
        isTo(passing, "POST", "/destinations")
          ? rewrite(passing, (body) => body.secret && (body.secret = "whsec_b3RoZXI="))
          : undefined,
    },
    ["webhook-signature"],
  ],
  [
    "delivers to any address",
    {
      request: (passing) =>
        isTo(passing, "POST", "/destinations") && !passing.body.includes("127.0.0.1")
          ? { status: 201, body: "{}" }
          : undefined,
    },
    ["webhook-targets"],
  ],
  [
    "shows a session to its tokens",
    {
      request: (passing) => {
        const isToken = passing.headers.authorization?.startsWith("Bearer ct_");
        const isSession = passing.method === "GET" && /\/sessions\/ses_[^/]+$/.test(passing.url.pathname);
        if (isToken && isSession) passing.headers.authorization = passing.org;
        return undefined;
      },
    },
    ["token-reach", "refusals"],
  ],
  [
    "takes another configuration for the same agent",
    {
      request: (passing) =>
        isTo(passing, "POST", "/agents") && passing.body.includes("Another.")
          ? { status: 200, body: "{}" }
          : undefined,
    },
    ["agent-once"],
  ],
  [
    "changes the input that starts a session",
    {
      request: (passing) =>
        isTo(passing, "POST", "/sessions")
          ? rewrite(passing, (body) => (body.input = String(body.input).replace("please", "")))
          : undefined,
    },
    ["session-start"],
  ],
  [
    "reads no key of a session",
    {
      request: (passing) =>
        isTo(passing, "POST", "/sessions") ? rewrite(passing, (body) => delete body.key) : undefined,
    },
    ["session-key"],
  ],
  [
    "begins each list anew",
    {
      request: ({ url }) => {
        url.searchParams.delete("cursor");
        return undefined;
      },
    },
    ["session-list"],
  ],
  [
    "tells no result",
    {
      body: (json, { url }) => (url.pathname.endsWith("/result") ? { last_turn: null, result: null } : json),
    },
    ["session-result"],
  ],
  [
    "gives all events one id",
    {
      body: (json, passing) =>
        isEventPage(passing) && passing.url.search === "?limit=1000"
          ? withEach(json, (event) => ({ ...event, id: "evt_same" }))
          : json,
    },
    ["events-order"],
  ],
  [
    "does not say why a turn ended",
    {
      block: (block) => block.replace(/"(outcome|yield_reason)":"[a-z_]+",/g, ""),
    },
    ["turn-end"],
  ],
  [
    "leaves out the first event after a seq",
    {
      body: (json, passing) =>
        isEventPage(passing) && /after=[1-9]\d*&limit=1000/.test(passing.url.search)
          ? { ...json, data: json.data.slice(1) }
          : json,
    },
    ["events-after", "webhook-choice"],
  ],
  [
    "counts every event among the messages",
    {
      request: (passing) => {
        if (isTo(passing, "GET", "/messages"))
          passing.url.pathname = passing.url.pathname.replace("messages", "events");
        return undefined;
      },
    },
    ["messages"],
  ],
  [
    "finds events that are not there",
    {
      request: (passing) => (isTo(passing, "GET", "/evt_never") ? { status: 200, body: "{}" } : undefined),
    },
    ["one-event"],
  ],
  [
    "cleans what a person wrote",
    {
      request: (passing) =>
        isTo(passing, "POST", "/messages")
          ? rewrite(passing, (body) => (body.text = body.text?.replace?.("<b>", "") ?? body.text))
          : undefined,
    },
    ["post"],
  ],
  [
    "insists on a label for JSON",
    {
      request: ({ method, headers }) =>
        method === "POST" && headers["content-type"] !== "application/json"
          ? { status: 415, body: '{"error":{"type":"media","message":"Not JSON."}}' }
          : undefined,
    },
    ["post-unlabelled"],
  ],
  [
    "reads no key of a message in its header",
    {
      request: (passing) => {
        if (isTo(passing, "POST", "/messages")) delete passing.headers["idempotency-key"];
        return undefined;
      },
    },
    ["idempotency-header"],
  ],
  ["takes one key for all sessions", forgetfulOfSessions(), ["idempotency-apart"]],
  [
    "takes any metadata",
    {
      request: (passing) =>
        isTo(passing, "POST", "/sessions") ? rewrite(passing, (body) => delete body.metadata) : undefined,
    },
    ["limit-metadata"],
  ],
  [
    "reads no limit of a page that it does not understand",
    {
      request: ({ url }) => {
        if (url.searchParams.get("limit") === "many") url.searchParams.delete("limit");
        return undefined;
      },
    },
    ["limit-page"],
  ],
  [
    "takes messages without a text",
    {
      request: (passing) =>
        isTo(passing, "POST", "/messages")
          ? rewrite(passing, (body) => body.envelope ?? (body.text = String(body.text || "?")))
          : undefined,
    },
    ["refusals", "limit-blank"],
  ],
  [
    "counts the attempts in a webhook's id",
    { webhook: (sent, attempt) => (sent.headers["webhook-id"] = `msg_${attempt}`) },
    ["webhook-body", "webhook-signature", "webhook-retry", "webhook-choice"],
  ],
  [
    "forgets what it delivered",
    {
      body: (json, { url }) =>
        url.pathname.endsWith("/deliveries") ? { data: [], next_cursor: null } : json,
    },
    ["webhook-record"],
  ],
  [
    "sends integers as texts, which is allowed",
    {
      body: (json, passing) =>
        isEventPage(passing) ? withEach(json, (event) => ({ ...event, seq: String(event.seq) })) : json,
      block: (block) => block.replace(/"seq":(\d+)/, '"seq":"$1"'),
    },
    [],
  ],
];

/** Answers a key that was used in any session with what it was answered there. */
function forgetfulOfSessions(): Fault {
  const answers = new Map<string, { path: string; body: string }>();
  const keyOf = ({ method, body }: Passing) =>
    method === "POST" ? /"idempotency_key":"([^"]+)"/.exec(body)?.[1] : undefined;
  return {
    request(passing) {
      const known = answers.get(keyOf(passing) ?? "");
      const isOther = known && known.path !== passing.url.pathname;
      return isOther ? { status: 200, body: known.body } : undefined;
    },
    body(json, passing) {
      const key = keyOf(passing);
      if (key !== undefined) answers.set(key, { path: passing.url.pathname, body: JSON.stringify(json) });
      return json;
    },
  };
}

/** A page with each of its events changed; refusals stay. */
function withEach(json: Json, change: (event: Json) => Json): Json {
  return json.data ? { ...json, data: json.data.map(change) } : json;
}

/** How many wrong backends the faults are spread over, each being wrong in several ways. */
const BACKENDS = 6;

for (let backend = 0; backend < BACKENDS; backend++) {
  const faults = FAULTS.filter((_, index) => index % BACKENDS === backend);
  const names = faults.map(([name]) => name);
  test(`a backend that ${names.join(", ")} fails in those rows alone`, async () => {
    const all = together(faults.map(([, fault]) => fault));
    const wrong = await FaultyBackend.start(api.server.url, all, api.server.orgKey);
    try {
      const rows = new Set(faults.flatMap(([, , failed]) => failed));
      const inOrder = CHECKS.map(({ id }) => id).filter((id) => rows.has(id));
      assert.deepEqual(failing(await checkConformance(wrong.url, api.server.orgKey)), inOrder);
    } finally {
      await wrong.close();
    }
  });
}

test("each promise is seen broken by one of these backends", () => {
  const broken = FAULTS.flatMap(([, , rows]) => rows);
  assert.deepEqual(
    CHECKS.map(({ id }) => id).filter((id) => !broken.includes(id)),
    [],
  );
});
