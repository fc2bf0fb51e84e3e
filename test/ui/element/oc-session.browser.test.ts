import { sendKeys } from "@web/test-runner-commands";
import { expect } from "chai";
import type { OcSession } from "../../../src/ui/element/oc-session.js";
import { bubbles, mount, part, record, until } from "../../support/element.js";
import { LocalServer } from "../../support/local-server.js";

let server: LocalServer;
let chat: OcSession;

before(async () => {
  server = await LocalServer.start({ agentPace: 0 });
});
after(() => server.close());
afterEach(() => {
  chat.remove();
  localStorage.clear();
  sessionStorage.clear();
});

/** A chat on a session whose agent never answers by itself. */
async function quiet(properties: Partial<OcSession> = {}, input = "Hello"): Promise<string> {
  const { id, token } = await server.createSession({ input });
  chat = mount({ session: id, token, baseUrl: server.baseUrl, ...properties });
  await until(() => bubbles(chat).includes(input), "the first message is shown");
  return id;
}

const agentSays = (session: string, text: string) =>
  server.appendEvents(session, { type: "agent.message", body: { text }, actor: { type: "agent" } });

async function type(text: string): Promise<void> {
  chat.focus();
  await sendKeys({ type: text });
}

describe("a conversation", () => {
  it("shows the log, sends what is typed, and shows it once, through to seen", async () => {
    const session = await quiet();
    const sent = record(chat, "oc-sent");
    await type("And **now**?");
    await sendKeys({ press: "Enter" });
    await until(() => sent.length === 1);
    expect(chat.value).to.equal("");
    await until(() => chat.entries.length === 2 && chat.entries[1]!.seq === sent[0]!.seq);
    expect(bubbles(chat)).to.deep.equal(["Hello", "And **now**?"]);
    await server.appendEvents(session, {
      type: "turn.completed",
      body: { outcome: "completed", input_to_seq: sent[0]!.seq },
    });
    await until(() =>
      chat.entries.every((entry) => entry.kind === "message" && entry.delivery === "picked-up"),
    );
  });

  it("draws what an agent says as markdown, and hears of it by events", async () => {
    const session = await quiet();
    const events = record(chat, "oc-event");
    await agentSays(session, "Some **bold** news");
    await until(() => chat.shadowRoot!.querySelector("strong")?.textContent === "bold");
    const live = events.filter(({ replayed }) => !replayed);
    expect(live.map(({ event }) => event.type)).to.deep.equal(["agent.message"]);
  });

  it("says of what was there before that it was replayed, in order", async () => {
    const { id, token } = await server.createSession();
    for (const text of ["one", "two"]) await agentSays(id, text);
    chat = mount({ baseUrl: server.baseUrl });
    const events = record(chat, "oc-event");
    Object.assign(chat, { session: id, token });
    await until(() => events.length === 3);
    expect(events.map(({ event, replayed }) => [event.seq, replayed])).to.deep.equal([
      [1, true],
      [2, true],
      [3, true],
    ]);
  });

  it("resumes after its connection was cut, without gap or double", async () => {
    const session = await quiet();
    await until(() => server.dropConnections(session), "its stream is cut");
    await agentSays(session, "after the cut");
    await until(() => bubbles(chat).includes("after the cut"));
    expect(bubbles(chat)).to.deep.equal(["Hello", "after the cut"]);
  });

  it("is the same after a reload of the element, with the draft", async () => {
    await quiet();
    await type("half a thought");
    const { session, token } = chat;
    chat.remove();
    chat = mount({ session, token: token ?? null, baseUrl: server.baseUrl });
    await until(() => chat.value === "half a thought");
    await until(() => bubbles(chat).length === 1);
  });

  it("follows the turn, for the page's styles too", async () => {
    const session = await quiet();
    const turns = record(chat, "oc-turn");
    await until(() => chat.matches(":state(working)"));
    await server.appendEvents(session, { type: "turn.completed", body: { outcome: "needs_input" } });
    await until(() => chat.matches(":state(awaiting-input)"));
    expect(turns.at(-1)).to.deep.include({ turn: "awaiting-input", reason: "needs_input" });
  });
});

describe("what the host says", () => {
  it("counts properties set before connection, and takes the token out of sight", async () => {
    const { id, token } = await server.createSession();
    const box = document.createElement("div");
    box.innerHTML = `<oc-session session="${id}" token="${token}" base-url="${server.baseUrl}/" heading="Help"></oc-session>`;
    chat = box.firstElementChild as OcSession;
    document.body.append(box);
    await until(() => bubbles(chat).length === 1);
    expect(chat.outerHTML).not.to.contain(token);
    expect(part(chat, "heading")!.textContent).to.equal("Help");
    box.remove();
  });

  it("takes null for the default of anything it can set", async () => {
    await quiet({
      level: null,
      afterSeq: null,
      allowImages: null,
      prompts: null,
      strings: null,
      renderers: null,
    });
    Object.assign(chat, { heading: null, value: null, readOnly: null, disabled: null, viewer: null });
    await chat.updateComplete;
    expect(chat.value).to.equal("");
    expect(part(chat, "composer")).not.to.equal(null);
  });

  it("lets oc-send be cancelled, and keeps the draft then", async () => {
    await quiet();
    chat.addEventListener("oc-send", (event) => event.preventDefault());
    await type("not now");
    await sendKeys({ press: "Enter" });
    expect(chat.value).to.equal("not now");
    expect(chat.entries.length).to.equal(1);
  });

  it("posts refs with a message, as they were when it was sent", async () => {
    const session = await quiet({ refs: { page: "/pricing" } });
    const { seq } = await chat.send("With context");
    const { body } = await server.request("GET", `/sessions/${session}/events?after=${seq - 1}`);
    expect((body as { data: { refs: object }[] }).data[0]!.refs).to.deep.include({ page: "/pricing" });
  });

  it("posts refs that a framework watches, and keeps a message whose refs cannot be posted", async () => {
    const session = await quiet({ refs: new Proxy({ page: "/cart" }, {}) });
    await type("Watched");
    await sendKeys({ press: "Enter" });
    await until(() => chat.entries.at(-1)?.seq && bubbles(chat).includes("Watched"));
    const { body } = await server.request("GET", `/sessions/${session}/events?after=1`);
    expect((body as { data: { refs: object }[] }).data[0]!.refs).to.deep.include({ page: "/cart" });

    const errors = record(chat, "oc-error");
    const circle: Record<string, unknown> = {};
    chat.refs = Object.assign(circle, { circle });
    await type("Not lost");
    await sendKeys({ press: "Enter" });
    await until(() => errors.length === 1);
    expect([errors[0]!.code, chat.value]).to.deep.equal(["invalid", "Not lost"]);
  });

  it("sends no starter while disabled", async () => {
    const { id, token } = await server.createSession();
    const source = { session: id, token, baseUrl: server.baseUrl, afterSeq: 1 };
    chat = mount({ ...source, disabled: true, prompts: ["Go"] });
    const prompt = await until(() => part(chat, "prompt"));
    prompt.click();
    chat.disabled = false;
    await chat.updateComplete;
    prompt.click();
    await until(() => chat.entries.at(-1)?.seq);
    expect(bubbles(chat)).to.deep.equal(["Go"]);
  });

  it("is a transcript when readonly, and unusable when disabled", async () => {
    await quiet({ readOnly: true });
    expect(part(chat, "composer")).to.equal(null);
    chat.readOnly = false;
    chat.disabled = true;
    await until(() => part(chat, "input"));
    expect((part(chat, "input") as HTMLTextAreaElement).disabled).to.equal(true);
  });

  it("draws by custom renderers, hides by null, and falls back when one throws", async () => {
    const errors: string[] = [];
    const session = await quiet({
      renderers: {
        "agent.message": ({ body }) => {
          if (body["text"] === "hide") return null;
          if (body["text"] === "break") throw new Error("mine");
          const box = document.createElement("b");
          box.textContent = `custom ${String(body["text"])}`;
          return box;
        },
      },
    });
    chat.addEventListener("oc-error", ({ detail }) => errors.push(detail.code));
    for (const text of ["node", "hide", "break"]) await agentSays(session, text);
    await until(() => bubbles(chat).includes("break"));
    await until(() => chat.querySelector("b")?.textContent === "custom node");
    await until(() => chat.shadowRoot!.querySelector(".spoken")?.textContent?.includes("break"));
    const shown = [".feed", ".spoken"].map((box) => chat.shadowRoot!.querySelector(box)!.textContent);
    expect(shown.join()).not.to.contain("hide");
    expect(errors).to.deep.equal(["renderer"]);
  });

  it("shows work above level user, and reads the log anew when the level changes", async () => {
    const session = await quiet();
    await server.appendEvents(session, {
      type: "tool.call",
      level: "progress",
      body: { tool: "search", args_summary: "primes" },
    });
    chat.level = "progress";
    await until(() => chat.shadowRoot!.querySelector("details")?.textContent.includes("search"));
    expect(bubbles(chat)).to.deep.equal(["Hello"]);
    chat.level = "user";
    await until(() => !chat.shadowRoot!.querySelector("details") && bubbles(chat).length === 1);
  });

  it("leads the keyboard past what a renderer hides, and leaves a host's own fields alone", async () => {
    const field = document.createElement("input");
    const session = await quiet({
      renderers: { "agent.message": ({ body }) => (body["text"] === "field" ? field : null) },
    });
    for (const text of ["hidden", "field", "hidden too"]) await agentSays(session, text);
    const entries = () => [...chat.shadowRoot!.querySelectorAll<HTMLElement>("oc-entry")];
    await until(() => entries().length === 4 && entries()[2]!.tabIndex === 0);
    const focused = () => entries().indexOf(chat.shadowRoot!.activeElement as HTMLElement);
    entries()[2]!.focus();
    await sendKeys({ press: "ArrowUp" });
    await until(() => focused() === 0);
    await sendKeys({ press: "End" });
    await until(() => focused() === 2);
    field.value = "words";
    field.focus();
    await sendKeys({ press: "Home" });
    expect(field.selectionStart).to.equal(0);
  });

  it("takes no opening of a menu for the following of a link", async () => {
    const session = await quiet();
    await agentSays(session, "[here](https://example.com/)");
    const link = await until(() => part(chat, "link"));
    const followed = record(chat, "oc-link");
    chat.addEventListener("oc-link", (event) => event.preventDefault());
    for (const button of [2, 1])
      link.dispatchEvent(new MouseEvent("auxclick", { button, bubbles: true, composed: true }));
    expect(followed.length).to.equal(1);
  });

  it("goes on when it is handed the id that its host's function has named", async () => {
    const { id, token } = await server.createSession();
    chat = mount();
    const changes = record(chat, "oc-session-change");
    chat.addEventListener("oc-session-change", ({ detail }) => (chat.session = detail.session));
    Object.assign(chat, { getClientToken: () => ({ session: id, token }), baseUrl: server.baseUrl });
    await until(() => chat.connection === "live");
    await chat.updateComplete;
    await chat.send("still the same");
    expect(changes.map(({ session }) => session)).to.deep.equal([id]);
  });

  it("sends to the session it was just given, and carries no draft there", async () => {
    const first = { session: await quiet(), token: chat.token };
    await type("for the first");
    const { id, token } = await server.createSession();
    Object.assign(chat, { session: id, token });
    const { seq } = await chat.send("for the second");
    const { body } = await server.request("GET", `/sessions/${id}/events?after=${seq - 1}`);
    expect((body as { data: { body: { text: string } }[] }).data[0]!.body.text).to.equal("for the second");
    expect(chat.value).to.equal("");
    Object.assign(chat, first);
    await until(() => chat.value === "for the first");
  });

  /** The session and token that a host's backend gives when it is asked at its endpoint. */
  const endpointGiving = ({ id, token }: { id: string; token: string }): Partial<OcSession> => ({
    endpoint: "/chat",
    fetch: async (input, init) =>
      input instanceof Request || !/\/chat$/.test(String(input))
        ? fetch(input, init)
        : Response.json({ session: id, token }),
  });
  for (const [way, unset] of [
    ["null", () => (chat.session = null)],
    ["no attribute", () => chat.removeAttribute("session")],
    ["an empty attribute", () => chat.setAttribute("session", "")],
  ] as const) {
    it(`takes ${way} for the session that its backend names, and for none where it has no backend`, async () => {
      const own = await server.createSession({ input: "the backend's" });
      const named = await quiet(endpointGiving(own), "the host's");
      chat.setAttribute("session", named);
      await chat.updateComplete;
      unset();
      await until(() => bubbles(chat).join() === "the backend's", "the backend's session");
      expect([chat.session, chat.connection]).to.deep.equal([own.id, "live"]);
      chat.remove();
      const only = await quiet({}, "the host's");
      chat.setAttribute("session", only);
      await chat.updateComplete;
      unset();
      await until(() => bubbles(chat).length === 0, "no session");
      expect([chat.session, chat.connection]).to.deep.equal([null, "disconnected"]);
    });
  }

  it("begins a new conversation where one has ended, when the person says so, with the words it did not take", async () => {
    const ended = await server.createSession({ input: "the old one" });
    const next = await server.createSession({ input: "the new one" });
    const { fetch: ask } = endpointGiving(next);
    let asked = 0;
    chat = mount({
      session: ended.id,
      token: ended.token,
      baseUrl: server.baseUrl,
      endpoint: "/chat",
      fetch: (input, init) => {
        if (/\/chat$/.test(String(input))) asked += 1;
        return ask!(input, init);
      },
    });
    await until(() => bubbles(chat).includes("the old one"));
    await server.request("POST", `/sessions/${ended.id}/archive`);
    await type("too late");
    await sendKeys({ press: "Enter" });
    const button = () => chat.shadowRoot!.querySelector<HTMLElement>(".banner button");
    await until(() => chat.connection === "closed" && button(), "a button");
    expect(button()!.textContent).to.equal("New conversation");
    button()!.click();
    await until(() => chat.connection === "live" && bubbles(chat).length === 0, "an empty conversation");
    expect([chat.value, chat.session, button(), asked]).to.deep.equal(["too late", null, null, 0]);
    chat.focus();
    await sendKeys({ press: "Enter" });
    await until(() => bubbles(chat).includes("the new one"), "the new conversation");
    expect([chat.session, asked]).to.deep.equal([next.id, 1]);
    // What was set before does not bring the old one back.
    chat.user = "ann";
    await chat.updateComplete;
    await until(() => chat.connection === "live");
    expect(bubbles(chat)).not.to.include("the old one");
  });

  it("never shows one session's events in another", async () => {
    await quiet({}, "first session");
    const other = await server.createSession({ input: "second session" });
    chat.session = other.id;
    chat.token = other.token;
    await until(() => bubbles(chat).includes("second session"));
    expect(bubbles(chat)).to.deep.equal(["second session"]);
  });

  it("forgets everything on reset", async () => {
    await quiet();
    await type("a draft");
    chat.reset();
    await until(() => chat.matches(":state(empty)") && bubbles(chat).length === 0);
    expect([chat.value, chat.session, chat.connection]).to.deep.equal(["", null, "disconnected"]);
  });

  it("forgets on reset also what it has not opened", async () => {
    const { id, token } = await server.createSession();
    const source = { session: id, token, baseUrl: server.baseUrl };
    chat = mount({ ...source, fetch: () => new Promise(() => {}) });
    void chat.send("unsent").catch(() => {});
    const unsent = () => Object.values(localStorage).filter((kept) => String(kept).includes("unsent"));
    await until(() => unsent().length === 1);
    chat.remove();
    let asked = 0;
    const fetch = () => {
      asked += 1;
      return new Promise<Response>(() => {});
    };
    chat = mount({ ...source, fetch, deferred: true });
    await chat.updateComplete;
    chat.reset();
    expect(unsent()).to.deep.equal([]);
    expect(asked).to.equal(0);
  });

  it("is used in a modal dialog, and is as it was when that is opened again", async () => {
    const dialog = document.body.appendChild(document.createElement("dialog"));
    await quiet();
    dialog.append(chat);
    dialog.showModal();
    await type("from a dialog");
    await sendKeys({ press: "Enter" });
    await until(() => bubbles(chat).includes("from a dialog"));
    await type("a draft");
    dialog.close();
    dialog.showModal();
    await until(() =>
      chat.entries.every((entry) => entry.kind !== "message" || entry.delivery !== "sending"),
    );
    expect([bubbles(chat), chat.value, chat.connection]).to.deep.equal([
      ["Hello", "from a dialog"],
      "a draft",
      "live",
    ]);
    dialog.remove();
  });

  it("keeps its session when moved", async () => {
    await quiet();
    const connections = record(chat, "oc-connection");
    const box = document.createElement("div");
    document.body.append(box);
    box.append(chat);
    await chat.send("still here");
    await until(() => bubbles(chat).length === 2);
    expect(connections).to.deep.equal([]);
    box.remove();
  });
});

describe("sending by program", () => {
  it("resolves with the place in the log, and with the same for the same key", async () => {
    await quiet();
    const first = await chat.send("Once", { idempotencyKey: "key-1" });
    expect(await chat.send("Once", { idempotencyKey: "key-1" })).to.deep.equal(first);
    await until(() => chat.entries.at(-1)?.seq === first.seq);
    expect(await chat.send("Once", { idempotencyKey: "key-1" })).to.deep.equal(first);
    expect(chat.entries.length).to.equal(2);
  });

  it("rejects an empty text, and what waits when the element goes", async () => {
    await quiet();
    const codes: string[] = [];
    await chat.send("  ").catch((error: { code: string }) => codes.push(error.code));
    chat.fetch = () => new Promise(() => {});
    const waiting = chat.send("never").catch((error: { code: string }) => codes.push(error.code));
    chat.remove();
    await waiting;
    expect(codes).to.deep.equal(["invalid", "closed"]);
  });
});
