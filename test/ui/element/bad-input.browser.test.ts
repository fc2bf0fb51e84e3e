import { expect } from "chai";
import type { ErrorCode } from "../../../src/wire/errors.js";
import type { OcSession } from "../../../src/ui/element/oc-session.js";
import { bubbles, mount, part, record, until } from "../../support/element.js";
import { POISON } from "../../support/poison.js";
import { ScriptedServer, type ScriptedAnswer } from "../../support/scripted-server.js";

const SSE = { "content-type": "text/event-stream" };
const JSON_TYPE = { "content-type": "application/json" };
const STREAM = "GET /v3/sessions/ses_1/events";
const PAGE = `${STREAM}?limit`;
const POST = "POST /v3/sessions/ses_1/messages";

let server: ScriptedServer;
let chat: OcSession;

beforeEach(async () => {
  server = await ScriptedServer.start();
});
afterEach(async () => {
  chat.remove();
  localStorage.clear();
  sessionStorage.clear();
  await server.close();
});

const open = (properties: Partial<OcSession> = {}) => {
  chat = mount({ session: "ses_1", token: "ct_secret", baseUrl: `${server.url}/v3`, ...properties });
  return { errors: record(chat, "oc-error") };
};
const banner = () =>
  chat.shadowRoot!.querySelector(".banner")?.textContent?.replace(/\s+/g, " ").trim() ?? "";
const frame = (seq: number, text: string) =>
  `id: ${seq}\ndata: ${JSON.stringify({ id: `evt_${seq}`, seq, type: "agent.message", body: { text } })}\n\n`;
/** A log that can be read, and has nothing in it. */
async function serveLog(): Promise<void> {
  await server.answer(STREAM, { headers: SSE, chunks: [": here\n\n"], then: "open" });
  await server.answer(PAGE, { headers: JSON_TYPE, chunks: ['{"data":[],"next_cursor":null}'] });
}

/** The API's own error envelope. */
const refusal = (status: number): ScriptedAnswer => ({
  status,
  headers: { "content-type": "application/json" },
  chunks: ['{"error":{"type":"refused","message":"No."}}'],
});
/** An API that has ended, with what tells the developer of it. */
const retired: ScriptedAnswer = {
  status: 410,
  headers: JSON_TYPE,
  chunks: ['{"error":"Gone.","code":"v3_retired","migration_guide":"https://api.example/guide"}'],
};
const html = (status: number): ScriptedAnswer => ({
  status,
  headers: { "content-type": "text/html" },
  chunks: ["<!doctype html><title>Sign in</title>"],
});

/** What reading may meet: what the person is told, and the developer. */
const READING: readonly [string, ScriptedAnswer, string, ErrorCode, string | RegExp][] = [
  ["401", { status: 401 }, "unauthorized", "unauthorized", "Your access has expired."],
  ["403", refusal(403), "unauthorized", "forbidden", "You do not have permission for this."],
  ["404", refusal(404), "closed", "not-found", "This conversation cannot be found."],
  ["410 of a retired API", retired, "disconnected", "retired", "This chat is no longer in service."],
  ["422", refusal(422), "disconnected", "invalid", "not accepted"],
  // The seconds are counted down from 30 while a busy machine draws them.
  [
    "429",
    { status: 429, headers: { "retry-after": "30" } },
    "reconnecting",
    "rate-limited",
    /in \d+ seconds/,
  ],
  ["500", { status: 500, chunks: ["<h1>no</h1>"] }, "reconnecting", "server", "The server has a problem."],
  [
    "HTML for a stream",
    { headers: { "content-type": "text/html" }, chunks: ["<title>Login</title>"] },
    "reconnecting",
    "protocol",
    "could not be understood",
  ],
  [
    "a stream that ends at once",
    { headers: SSE, chunks: [""] },
    "reconnecting",
    "network",
    "Connection lost.",
  ],
];

describe("reading meets", () => {
  for (const [name, answer, connection, code, words] of READING) {
    it(name, async () => {
      await server.answer(STREAM, answer);
      const { errors } = open();
      await until(() => chat.connection === connection, `connection ${connection}`);
      await until(() => banner().search(words) >= 0, `"${String(words)}" in "${banner()}"`);
      expect(errors[0]!.code).to.equal(code);
      expect(JSON.stringify(errors)).not.to.contain("ct_secret");
      expect(chat.shadowRoot!.textContent).not.to.contain("<h1>");
    });
  }

  it("nobody at the other end", async () => {
    await server.close();
    const { errors } = open();
    await until(() => banner().includes("Connection lost."));
    expect(errors[0]).to.deep.include({ code: "network", status: null, retryable: true });
    server = await ScriptedServer.start();
  });

  it("a wait of which it counts the seconds, also once it was moved", async () => {
    await server.answer(STREAM, { status: 429, headers: { "retry-after": "30" } });
    open();
    const seconds = () => Number(/\d+/.exec(banner())?.[0]);
    const before = await until(seconds);
    document.body.append(chat);
    await until(() => seconds() <= before - 2);
  });

  it("a path that holds its bytes: the log is read page by page, and it is never live and empty", async () => {
    await server.answer(STREAM, { headers: SSE, then: "open" });
    const event = { id: "evt_1", seq: 1, type: "agent.message", body: { text: "here" } };
    await server.answer(PAGE, { headers: JSON_TYPE, chunks: [JSON.stringify({ data: [event] })] });
    open();
    const told: [string, number][] = [];
    // What is shown in the end of the task in which the page is told.
    chat.addEventListener("oc-connection", ({ detail }) =>
      setTimeout(() => told.push([detail.connection, chat.entries.length])),
    );
    // The page is told of what there is a task after it made the element: on a busy machine that may be all of it.
    await until(() => told.some(([connection]) => connection !== "connecting"), "told");
    expect(told.filter(([connection]) => connection !== "connecting")).to.deep.equal([["live", 1]]);
  });

  it("a tab that freezes: its stream is let go, and opened anew when it goes on", async () => {
    await serveLog();
    open();
    const streams = async () =>
      (await server.requests()).filter(({ method, url }) => method === "GET" && url.includes("stream="));
    await until(async () => (await streams()).length === 1 && chat.connection === "live");
    document.dispatchEvent(new Event("freeze"));
    await until(async () => (await streams())[0]?.aborted);
    document.dispatchEvent(new Event("resume"));
    await until(async () => (await streams()).length === 2);
    await until(() => chat.connection === "live");
  });

  it("a stream in place of each page: its connection is let go of, as browsers have six for a server", async () => {
    const first = async () => (await server.requests())[0];
    for (let i = 0; i < 8; i += 1) {
      await server.answer(STREAM, { headers: SSE, chunks: [frame(1, "one")], then: "open" });
      open();
      await until(() => bubbles(chat).includes("one"), "read");
      await until(async () => (await first())?.aborted, "let go of");
      chat.remove();
      await server.close();
      server = await ScriptedServer.start();
    }
  });

  it("malformed frames between good ones, and shows the good ones", async () => {
    const chunks = [
      frame(1, "one"),
      "data: {nonsense\n\n",
      'data: {"seq":2}\n\n',
      frame(3, "three"),
      ": \n\n",
    ];
    await server.answer(STREAM, { headers: SSE, chunks, then: "open" });
    const { errors } = open();
    await until(() => chat.entries.length === 2);
    expect(errors.map(({ code }) => code)).to.deep.equal(["protocol", "protocol"]);
    expect(chat.connection).to.equal("live");
  });
});

/** What a post may meet: how the message ends up, and with what words. */
const POSTING: readonly [string, ScriptedAnswer, ErrorCode, string][] = [
  ["403", refusal(403), "forbidden", "You do not have permission for this."],
  ["404", refusal(404), "not-found", "This conversation cannot be found."],
  ["409", refusal(409), "closed", "This conversation has ended."],
  ["410 of a retired API", retired, "retired", "This chat is no longer in service."],
  ["413", refusal(413), "too-large", "The message is too long."],
  ["422", { status: 422, headers: JSON_TYPE, chunks: ['{"error":"no"}'] }, "invalid", "was not accepted"],
];

describe("an odd event between two good ones", () => {
  const odd = (type: string, body: string) =>
    `id: 2\ndata: {"id":"evt_2","seq":2,"type":"${type}","level":"user","body":${body}}\n\n`;

  it("leaves both on the screen and the connection alone, each of them", async () => {
    for (const [type, body] of POISON) {
      const chunks = [frame(1, "one"), odd(type, body), frame(3, "three"), ": \n\n"];
      const route = `GET /v3/sessions/ses_${POISON.findIndex((row) => row[1] === body)}/events`;
      await server.answer(route, { headers: SSE, chunks, then: "open" });
    }
    for (const [index, [type]] of POISON.entries()) {
      const before = (await server.requests()).length;
      const { errors } = open({ session: `ses_${index}`, level: "progress" });
      await until(() => bubbles(chat).includes("three") && bubbles(chat).includes("one"), `${type} ${index}`);
      expect(chat.connection).to.equal("live");
      expect(errors).to.deep.equal([]);
      expect((await server.requests()).length - before, `requests for ${type} ${index}`).to.equal(2);
      expect(chat.shadowRoot!.textContent).not.to.match(/\[object|NaN/);
      chat.remove();
    }
  });
});

describe("a post meets", () => {
  for (const [name, answer, code, words] of POSTING) {
    it(`${name}: the message stays, with the reason, Discard, and Retry where that may succeed`, async () => {
      await serveLog();
      await server.answer(POST, answer);
      const { errors } = open();
      await until(() => chat.connection === "live");
      const refused = await chat.send("precious").catch((error: { code: string }) => error);
      expect(refused).to.have.property("code", code);
      await until(() => part(chat, "delivery")?.textContent?.includes(words), words);
      expect(part(chat, "bubble")!.textContent).to.contain("precious");
      expect(part(chat, "discard-button")).not.to.equal(null);
      const isFinal = code === "closed" || code === "retired" || code === "too-large";
      expect(part(chat, "retry-button") === null).to.equal(isFinal);
      expect(errors.map((error) => error.code)).to.deep.equal([code]);
      if (code === "retired") expect(errors[0]!.message).to.contain("https://api.example/guide");
      if (code === "retired") expect(chat.connection).to.equal("live");
    });
  }

  it("the end of the conversation, after it has failed: it can be discarded, and no longer be tried again", async () => {
    await serveLog();
    await server.answer(POST, refusal(422), refusal(409));
    open();
    await until(() => chat.connection === "live");
    await chat.send("precious").catch(() => {});
    await until(() => part(chat, "retry-button"), "Retry");
    await chat.send("too late").catch(() => {});
    await until(() => chat.connection === "closed" && !part(chat, "retry-button"), "no Retry");
    expect(bubbles(chat)).to.deep.equal(["precious", "too late"]);
    part(chat, "discard-button")!.click();
    await until(() => bubbles(chat).join() === "too late", "discarded");
  });

  it("429 and 500: the message waits, and is posted again with the same key", async () => {
    await serveLog();
    const accepted = {
      event: { id: "evt_1", seq: "1" },
      session: { id: "ses_1", status: "queued", head: 1 },
    };
    await server.answer(
      POST,
      { status: 429, headers: { "retry-after": "0" } },
      { status: 500 },
      { status: 202, headers: JSON_TYPE, chunks: [JSON.stringify(accepted)] },
    );
    open();
    expect(await chat.send("precious", { idempotencyKey: "k" })).to.deep.equal({ id: "evt_1", seq: 1 });
    const posts = (await server.requests()).filter(({ method }) => method === "POST");
    expect(posts.map(({ body }) => JSON.parse(body) as unknown)).to.deep.equal(
      posts.map(() => ({ text: "precious", idempotency_key: "k" })),
    );
    expect(posts.length).to.equal(3);
  });

  it("402: the message waits with words of its own, and so does the one behind it", async () => {
    await serveLog();
    await server.answer(POST, refusal(402));
    open();
    await until(() => chat.connection === "live");
    for (const text of ["first", "second"]) chat.send(text).catch(() => {});
    await until(() => part(chat, "delivery")?.textContent?.includes("This chat is out of credit for now."));
    expect(chat.entries.map((entry) => entry.kind === "message" && entry.delivery)).to.deep.equal([
      "waiting",
      "waiting",
    ]);
    expect(part(chat, "input")!.matches(":disabled")).to.equal(false);
  });

  for (const status of [200, 403, 404, 409, 413]) {
    it(`${status} with a web page: the message waits with the reason and its buttons, and goes by itself`, async () => {
      await serveLog();
      const accepted = { event: { id: "evt_1", seq: 1 } };
      await server.answer(POST, html(status), html(status), html(status), {
        status: 202,
        headers: JSON_TYPE,
        chunks: [JSON.stringify(accepted)],
      });
      open();
      await until(() => chat.connection === "live");
      const sent = chat.send("precious");
      const words = "Waiting to send · The server gave an answer";
      await until(() => part(chat, "delivery")?.textContent?.includes(words), words);
      expect(part(chat, "retry-button") && part(chat, "discard-button")).not.to.equal(null);
      expect(part(chat, "input")).not.to.equal(null);
      expect(await sent).to.deep.equal({ id: "evt_1", seq: 1 });
    });
  }

  it("a refusal that editing can mend: Discard gives the text back", async () => {
    await serveLog();
    await server.answer(POST, refusal(413));
    open();
    await chat.send("far too long").catch(() => {});
    (await until(() => part(chat, "discard-button"))).click();
    await until(() => chat.value === "far too long" && chat.entries.length === 0);
  });
});

describe("a host that gives", () => {
  it("nothing: says quietly that it is not connected, and tells the host why", async () => {
    chat = mount();
    const errors = record(chat, "oc-error");
    await until(() => errors.length > 0, "an error");
    expect(errors.map(({ code }) => code)).to.deep.equal(["config"]);
    await until(() => part(chat, "status")?.textContent?.includes("Not connected"));
    expect(chat.connection).to.equal("disconnected");
  });

  it("a session without a token: says that it is not set up, and not that it loads", async () => {
    const { errors } = open({ token: null });
    await until(() => errors.length > 0, "an error");
    expect(errors[0]!.code).to.equal("config");
    const loading = await until(() => chat.shadowRoot!.querySelector(".loading"));
    expect(getComputedStyle(loading).display).to.equal("none");
  });

  it("an org key: refuses it, and sends it nowhere", async () => {
    const { errors } = open({ token: "osb_secret" });
    await until(() => errors.length === 1);
    expect(errors[0]!.code).to.equal("org-key");
    expect(JSON.stringify(errors)).not.to.contain("osb_secret");
    expect(await server.requests()).to.deep.equal([]);
  });

  it("a placeholder as the token: says so, and does not try again", async () => {
    const { errors } = open({ token: "ct_…" });
    await until(() => errors.length > 0, "an error");
    expect(chat.connection).to.equal("disconnected");
    expect(errors.map(({ code, message }) => `${code}: ${message}`)).to.deep.equal([
      "config: The token is not ASCII.",
    ]);
    expect(await server.requests()).to.deep.equal([]);
  });

  /** What an endpoint may answer: what the developer is told, and what becomes of the connection. */
  const ANSWERS: readonly [string, ScriptedAnswer, ErrorCode, RegExp, string][] = [
    [
      "HTML",
      { headers: { "content-type": "text/html" }, chunks: ["<p>"] },
      "endpoint",
      /not JSON \(text\/html\)/,
      "reconnecting",
    ],
    ["a redirect", { status: 302, headers: { location: "/login" } }, "endpoint", /redirect/, "reconnecting"],
    ["no token", { chunks: ['{"session":"ses_1"}'] }, "endpoint", /no "token"/, "reconnecting"],
    ["no session", { chunks: ['{"token":"ct_1"}'] }, "endpoint", /no "session"/, "reconnecting"],
    ["a list", { chunks: ["[]"] }, "endpoint", /not an object/, "reconnecting"],
    ["404", { status: 404 }, "endpoint", /404/, "reconnecting"],
    ["an org key", { chunks: ['{"session":"s","token":"osb_1"}'] }, "org-key", /org key/, "disconnected"],
    [
      "an object of the SDK",
      { chunks: ['{"session":{"id":"s","http":{"bearer":"osb_1"}},"client_token":"ct_1"}'] },
      "org-key",
      /org key/,
      "disconnected",
    ],
    ["401", { status: 401 }, "unauthorized", /401/, "unauthorized"],
    ["500", { status: 500 }, "endpoint", /500/, "reconnecting"],
    ["no CORS", { cors: false, chunks: ["{}"] }, "network", /could not be reached/, "reconnecting"],
  ];
  for (const [name, answer, code, message, connection] of ANSWERS) {
    it(`an endpoint that answers ${name}: the person can try again, the developer knows why`, async () => {
      const said: string[] = [];
      const { warn } = console;
      console.warn = (text: string) => said.push(text);
      await server.answer("POST /chat", answer, { status: 204 });
      const { errors } = open({ session: null, token: null, endpoint: `${server.url}/chat` });
      const told = record(chat, "oc-connection");
      await until(() => errors.length > 0 && told.some((detail) => detail.connection === connection));
      console.warn = warn;
      expect(errors[0]!.code).to.equal(code);
      expect(errors[0]!.message).to.match(message);
      // The org key was reported before, and the browser reports the rest.
      if (code === "endpoint") expect(said.join()).to.match(message);
      // An attempt that is made unasked may come before the button can be pressed.
      const button = () => chat.shadowRoot!.querySelector<HTMLElement>(".banner button");
      await until(() => button() ?? (connection === "reconnecting" && chat.connection === "live"));
      button()?.click();
      await until(() => chat.connection === "live", "live");
    });
  }
});
