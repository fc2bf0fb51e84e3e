import { expect } from "chai";
import type { ClientTokenQuestion } from "../../../src/session/access/grant.js";
import { laterFile } from "../../../src/session/later-file.js";
import type { OcSession } from "../../../src/ui/element/oc-session.js";
import { FakeApi } from "../../support/fake-api.js";
import { bubbles, mount, part, until } from "../../support/element.js";
import { agentMessage, userMessage } from "../../support/log.js";

let chat: OcSession;
let apis: Record<string, FakeApi>;
let asked: ClientTokenQuestion[];
/** Posts wait for this. */
let gate: Promise<void>;
let openGate: () => void;

beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
  apis = { ses_a: new FakeApi(), ses_b: new FakeApi() };
  asked = [];
  gate = Promise.resolve();
  openGate = () => {};
  for (const [name, api] of Object.entries(apis))
    api.append(userMessage(1, `Hello ${name}`), agentMessage(2, "Yes?"));
});

afterEach(() => {
  chat.remove();
  // A post under way keeps its conversation's lock.
  openGate();
});

const fetchFor: typeof fetch = async (input, init) => {
  const session = /ses_\w+/.exec(String(input))?.[0] ?? "";
  if (init?.method === "POST") await gate;
  return apis[session]!.fetch(input, init);
};

async function open(properties: Partial<OcSession> = {}, first = "Hello ses_a"): Promise<void> {
  chat = mount({
    baseUrl: "https://api.test/v3",
    session: "ses_a",
    getClientToken: (question) => {
      asked.push(question);
      if (question.reason === "new") return null;
      return { session: question.session ?? "ses_b", token: "ct_1" };
    },
    fetch: fetchFor,
    ...properties,
  });
  await shows(first);
}

const shows = (text: string) => until(() => bubbles(chat).some((bubble) => bubble.includes(text)), text);

async function show(session: string): Promise<void> {
  chat.session = session;
  await shows(`Hello ${session}`);
}

/** Writes a message that no network takes, and leaves the page. */
async function leaveUnsent(properties: Partial<OcSession>): Promise<void> {
  const down: typeof fetch = (input, init) =>
    init?.method === "POST" ? Promise.reject(new TypeError("Failed to fetch")) : fetchFor(input, init);
  await open({ ...properties, fetch: down });
  chat.send("On my way").catch(() => {});
  await until(() => JSON.stringify({ ...localStorage }).includes("On my way"), "kept");
  chat.remove();
  await until(() => chat.connection === "disconnected", "left");
}

const lastIn = (session: string) => apis[session]!.log.at(-1)?.body["text"];

function closeGate(): void {
  gate = new Promise((resolve) => (openGate = resolve));
}

describe("several conversations", () => {
  it("keep their drafts", async () => {
    await open({ user: "u_1" });
    chat.value = "Half a thought";
    await show("ses_b");
    expect(chat.value).to.equal("");
    chat.value = "Another one";
    await show("ses_a");
    expect(chat.value).to.equal("Half a thought");
    await show("ses_b");
    expect(chat.value).to.equal("Another one");
  });

  it("take a draft that is set after their name in the same task, and keep that of the one before", async () => {
    await open({ user: "u_1" });
    chat.value = "Half a thought";
    chat.session = "ses_b";
    chat.value = "For the second";
    expect(chat.value).to.equal("For the second");
    await shows("Hello ses_b");
    const field = () => part(chat, "input") as HTMLTextAreaElement;
    expect([chat.value, field().value]).to.deep.equal(["For the second", "For the second"]);
    await show("ses_a");
    expect(chat.value).to.equal("Half a thought");
    await show("ses_b");
    expect(chat.value).to.equal("For the second");
    chat.session = "ses_a";
    chat.value = "For the first";
    chat.session = "ses_b";
    await chat.updateComplete;
    expect(chat.value).to.equal("For the second");
  });

  it("keep the draft of a person when another one and a draft are set in the same task", async () => {
    await open({ user: "u_1" });
    chat.value = "For Ann alone";
    chat.user = "u_2";
    chat.value = "For Bob alone";
    await chat.updateComplete;
    await shows("Hello ses_a");
    expect(chat.value).not.to.equal("For Ann alone");
    chat.user = "u_1";
    await chat.updateComplete;
    await until(() => chat.value === "For Ann alone", "given back");
  });

  it("are written as markdown as they were shown, whatever is shown next, or not at all", async () => {
    await open();
    const first = chat.exportMarkdown();
    chat.session = "ses_b";
    const second = chat.exportMarkdown();
    expect(await first).to.contain("Hello ses\\_a");
    expect(await second).to.contain("Hello ses\\_b");
    await shows("Hello ses_b");
    const gone = chat.exportMarkdown().catch((error: unknown) => error);
    chat.reset();
    expect(await gone).to.include({ name: "SessionError", code: "closed" });
  });

  it("go on sending what was written when one is left", async () => {
    await open();
    closeGate();
    const sent = chat.send("On my way");
    await show("ses_b");
    expect(bubbles(chat).join()).not.to.contain("On my way");
    openGate();
    await sent;
    await until(() => lastIn("ses_a") === "On my way", "arrived");
    expect(lastIn("ses_b")).to.equal("Yes?");
    await show("ses_a");
    await shows("On my way");
    expect(apis["ses_a"]!.log.filter(({ body }) => body["text"] === "On my way")).to.have.length(1);
  });

  it("show what still waits in one that is shown again, and send it once", async () => {
    await open();
    closeGate();
    const sent = chat.send("On my way");
    await show("ses_b");
    await show("ses_a");
    await shows("On my way");
    openGate();
    await sent;
    await until(() => lastIn("ses_a") === "On my way", "arrived");
    await until(
      () => part(chat, "delivery")?.textContent?.trim() === "Seen" || chat.entries.every(({ seq }) => seq),
      "echoed",
    );
    expect(apis["ses_a"]!.log.filter(({ body }) => body["text"] === "On my way")).to.have.length(1);
  });

  it("send a message to the one that it was handed over in, whatever is shown next in the same task", async () => {
    await open();
    chat.value = "An update is pending";
    const left = chat.send("For the first");
    chat.session = "ses_b";
    const shown = chat.send("For the second");
    await Promise.all([left, shown]);
    expect([lastIn("ses_a"), lastIn("ses_b")]).to.deep.equal(["For the first", "For the second"]);
  });

  for (const [who, properties] of [
    ["that the host names", { user: "u_1" }],
    ["that is a viewer too", { user: "u_1", viewer: "act_1" }],
    [
      "that the backend names",
      { getClientToken: ({ session }) => ({ session, token: "ct_1", user: "u_1" }) },
    ],
  ] as [string, Partial<OcSession>][])
    it(`go on sending on the next page too, whichever it shows, for a person ${who}`, async () => {
      await leaveUnsent(properties);
      await open({ ...properties, session: "ses_b" }, "Hello ses_b");
      await until(() => lastIn("ses_a") === "On my way", "arrived");
      await until(() => !JSON.stringify({ ...localStorage }).includes("On my way"), "settled");
      expect(apis["ses_a"]!.log.filter(({ body }) => body["text"] === "On my way")).to.have.length(1);
      expect([lastIn("ses_b"), bubbles(chat).join().includes("On my way")]).to.deep.equal(["Yes?", false]);
    });

  it("ask for no other conversation for somebody else, or for nobody", async () => {
    await leaveUnsent({ user: "u_1" });
    for (const properties of [
      { user: "u_2" },
      {},
      { viewer: "act_1" },
      { user: "u_1", storage: "none" } as const,
    ]) {
      asked = [];
      await open({ ...properties, session: "ses_b" }, "Hello ses_b");
      await until(() => chat.connection === "live", "live");
      await laterFile.load();
      await new Promise((later) => setTimeout(later));
      expect(asked.map(({ session }) => session)).to.deep.equal(["ses_b"]);
      chat.remove();
    }
  });

  it("send nothing more for another person, or when the chat is taken away", async () => {
    await open({ user: "u_1" });
    closeGate();
    const sent = chat.send("Mine").catch((error: Error) => error.message);
    await show("ses_b");
    chat.user = "u_2";
    expect(await sent).to.contain("closed");
  });

  it("are shown again where one was", async () => {
    const many = Array.from({ length: 60 }, (_, i) =>
      agentMessage(3 + i, `Line ${i}. ${"word ".repeat(60)}`),
    );
    await open();
    apis["ses_a"]!.append(...many);
    const transcript = () => part(chat, "transcript")!;
    const above = () =>
      [...chat.shadowRoot!.querySelectorAll("oc-entry")].find(
        (entry) => entry.getBoundingClientRect().bottom > transcript().getBoundingClientRect().top,
      )!;
    await shows("Line 59");
    transcript().scrollTop -= 700;
    await until(() => part(chat, "scroll-button"), "away from the end");
    // Not the whole text: times of day are drawn when the page is idle.
    const lineAbove = () => /Line \d+/.exec(above()?.textContent ?? "")?.[0];
    const line = lineAbove()!;
    const { top } = above().getBoundingClientRect();
    await show("ses_b");
    chat.session = "ses_a";
    await until(() => lineAbove() === line, line);
    expect(above().getBoundingClientRect().top).to.be.closeTo(top, 2);
  });

  it("are shown again where one was, also in a part of the log that has to be read again", async () => {
    const many = Array.from({ length: 400 }, (_, i) =>
      agentMessage(3 + i, `Line ${i}. ${"word ".repeat(40)}`),
    );
    await open({ session: "ses_b" }, "Hello ses_b");
    apis["ses_a"]!.append(...many);
    chat.session = "ses_a";
    const transcript = () => part(chat, "transcript")!;
    const isInView = (words: string) =>
      [...chat.shadowRoot!.querySelectorAll("oc-entry")].some((entry) => {
        const { bottom, top } = entry.getBoundingClientRect();
        const box = transcript().getBoundingClientRect();
        return entry.textContent!.includes(words) && bottom > box.top && top < box.bottom;
      });
    await shows("Line 399");
    await chat.reveal(3 + 50);
    await until(() => isInView("Line 50."), "read back");
    await show("ses_b");
    const { length } = apis["ses_a"]!.requests;
    chat.session = "ses_a";
    await until(() => isInView("Line 50."), "shown again");
    expect(apis["ses_a"]!.requests.length).to.be.above(length);
  });
});

describe("a new conversation", () => {
  it("is asked of the backend, and begins with the next message", async () => {
    await open({ session: null, getClientToken: answering });
    chat.newConversation();
    await until(() => bubbles(chat).length === 0, "empty");
    expect(chat.session).to.equal(null);
    await until(() => asked.at(-1)?.reason === "new", "asked");
    const sent = chat.send("From the start");
    await sent;
    expect(asked.at(-1)).to.include({ reason: "start" });
    expect(asked.at(-1)!.input!.text).to.equal("From the start");
    expect(chat.session).to.equal("ses_b");
  });

  it("has the focus in its field when it was begun from the menu", async () => {
    await open({ session: null, getClientToken: answering, menu: "new" });
    (await until(() => part(chat, "menu-button"))).click();
    const press = async () => (await until(() => part(chat, "menu-item"))).click();
    await press();
    // The agent still works, which is asked about first.
    await press();
    await until(() => bubbles(chat).length === 0, "empty");
    expect(chat.shadowRoot!.activeElement?.localName).to.equal("textarea");
  });

  it("is not the old one, whatever a backend that does not know of it says", async () => {
    for (const refusal of [400, null]) {
      asked = [];
      const knowsNot = refusal
        ? async () => new Response(null, { status: refusal })
        : async () => Response.json({ session: "ses_a", token: "ct_1" });
      await open({
        session: null,
        getClientToken: null,
        endpoint: "https://host.test/chat",
        fetch: (input, init) => {
          if (!String(input).startsWith("https://host.test")) return fetchFor(input, init);
          const question = JSON.parse(String(init!.body)) as ClientTokenQuestion;
          asked.push(question);
          if (question.reason === "new") return knowsNot();
          return Promise.resolve(Response.json({ session: "ses_a", token: "ct_1" }));
        },
      });
      chat.newConversation();
      await until(() => asked.some(({ reason }) => reason === "new"), "asked");
      await until(() => chat.connection === "live" && chat.session === null, "nothing begun");
      expect(bubbles(chat)).to.deep.equal([]);
      if (refusal) chat.remove();
    }
  });

  it("leaves the draft with the old one, and goes on sending there", async () => {
    await open({ session: null, getClientToken: answering, user: "u_1" });
    closeGate();
    const sent = chat.send("The last word");
    await shows("The last word");
    chat.value = "Unfinished";
    chat.newConversation();
    await until(() => bubbles(chat).length === 0, "empty");
    expect(chat.value).to.equal("");
    openGate();
    await sent;
    expect(lastIn("ses_a")).to.equal("The last word");
    await show("ses_a");
    expect(chat.value).to.equal("Unfinished");
  });

  it("leaves the files of the draft with the old one too", async () => {
    const upload = async () => ({ url: "https://files.example/a.txt" });
    await open({ session: null, getClientToken: answering, user: "u_1", upload });
    const picker = () => chat.shadowRoot!.querySelector<HTMLInputElement>("oc-composer input[type=file]");
    const files = () => chat.shadowRoot!.querySelectorAll("oc-composer [part=attachment]").length;
    await until(picker, "files are taken");
    const data = new DataTransfer();
    data.items.add(new File(["words"], "a.txt", { type: "text/plain" }));
    picker()!.files = data.files;
    picker()!.dispatchEvent(new Event("change"));
    await until(() => files() === 1, "a file");
    chat.newConversation();
    await until(() => bubbles(chat).length === 0 && files() === 0, "empty");
    await show("ses_a");
    await until(() => files() === 1, "found again");
  });

  it("gets no message that was handed over before it", async () => {
    await open({ session: null, getClientToken: answering });
    chat.value = "An update is pending";
    const sent = chat.send("For the old one");
    chat.newConversation();
    await sent;
    expect(lastIn("ses_a")).to.equal("For the old one");
    expect(asked.map(({ reason }) => reason)).not.to.include("start");
  });

  it("is nothing where none has begun", async () => {
    await open({ session: null, getClientToken: answering });
    chat.newConversation();
    await until(() => chat.session === null, "new");
    await until(() => asked.at(-1)?.reason === "new", "asked");
    const { length } = asked;
    chat.newConversation();
    await new Promise((later) => setTimeout(later));
    expect(asked).to.have.length(length);
  });
});

describe("a first message that waits", () => {
  /** Answers as `answering` does, but begins no conversation before the gate is open. */
  const slowly = async (question: ClientTokenQuestion) => {
    if (question.reason === "start") await gate;
    return answering(question);
  };
  const nothing = async (question: ClientTokenQuestion) =>
    question.reason === "resume" && question.session === null ? null : slowly(question);
  const starts = () => asked.filter(({ reason }) => reason === "start");
  const begun = () => until(() => apis["ses_b"]!.log[0]?.body["text"] === "First words", "begun");

  /** Sends the first message, and shows another conversation while it waits at the gate. */
  const leaveWaiting = async (user: string | null) => {
    chat = mount({ baseUrl: "https://api.test/v3", getClientToken: nothing, fetch: fetchFor, user });
    await until(() => chat.connection === "live", "nothing begun");
    closeGate();
    const sent = chat.send("First words");
    await shows("First words");
    await show("ses_a");
    return { sent };
  };

  for (const user of ["u_1", null]) {
    const whose = user ? "somebody's" : "nobody's";
    it(`begins its own conversation, also when another is shown meanwhile: ${whose}`, async () => {
      const { sent } = await leaveWaiting(user);
      await until(() => chat.connection === "live", "read");
      expect(bubbles(chat).join()).not.to.contain("First words");
      openGate();
      await sent;
      await begun();
      expect(apis["ses_a"]!.log).to.have.length(2);
      expect(bubbles(chat).join()).not.to.contain("First words");
      expect(chat.session).to.equal("ses_a");
      expect(JSON.stringify({ ...localStorage })).not.to.contain("First words");
    });

    it(`is shown again by who comes back to what has not begun: ${whose}`, async () => {
      const { sent } = await leaveWaiting(user);
      chat.newConversation();
      await shows("First words");
      expect(bubbles(chat)).to.have.length(1);
      await show("ses_a");
      chat.session = null;
      await shows("First words");
      openGate();
      await sent;
      await begun();
      expect([chat.session, starts().length]).to.deep.equal(["ses_b", 1]);
    });
  }

  it("waits for the next page, and is not put into the conversation that was left for it", async () => {
    await open({ session: null, getClientToken: slowly, user: "u_1" });
    chat.newConversation();
    await until(() => bubbles(chat).length === 0, "empty");
    closeGate();
    chat.send("First words").catch(() => {});
    await shows("First words");
    chat.remove();
    await until(() => chat.connection === "disconnected", "ended");
    const named = { baseUrl: "https://api.test/v3", fetch: fetchFor, user: "u_1" };
    chat = mount({ ...named, session: "ses_a", getClientToken: slowly });
    await shows("Hello ses_a");
    await until(() => chat.connection === "live", "live");
    expect(bubbles(chat).join()).not.to.contain("First words");
    chat.remove();
    chat = mount({ ...named, getClientToken: slowly });
    await shows("First words");
    expect(bubbles(chat)).to.have.length(1);
    openGate();
    await begun();
    await until(() => chat.session === "ses_b", "its own");
    expect(apis["ses_a"]!.log).to.have.length(2);
    expect(new Set(starts().map(({ idempotency_key: key }) => key)).size).to.equal(1);
  });

  it("is no message of another tab's conversation", async () => {
    const endpoint = "https://host.test/chat";
    await open({ user: "u_1", endpoint, getClientToken: slowly });
    const other = mount({
      baseUrl: "https://api.test/v3",
      user: "u_1",
      fetch: fetchFor,
      getClientToken: nothing,
      endpoint,
    });
    await until(() => other.connection === "live", "nothing begun");
    closeGate();
    const sent = other.send("First words");
    await until(() => bubbles(other).length === 1, "waiting");
    chat.reconnect();
    await until(() => chat.connection === "live", "live");
    openGate();
    await sent;
    expect(bubbles(chat).join()).not.to.contain("First words");
    expect(apis["ses_a"]!.log).to.have.length(2);
    other.remove();
  });
});

const answering = (question: ClientTokenQuestion) => {
  asked.push(question);
  if (question.reason === "new") return null;
  if (question.reason === "start") {
    apis["ses_b"] = new FakeApi();
    apis["ses_b"].append(userMessage(1, question.input!.text));
    return { session: "ses_b", token: "ct_1" };
  }
  return { session: question.session ?? "ses_a", token: "ct_1" };
};
