import { expect } from "chai";
import type { OcSession } from "../../../src/ui/element/oc-session.js";
import { notifyFile } from "../../../src/ui/element/tools/notifying.js";
import { FakeApi } from "../../support/fake-api.js";
import { mount, part, until } from "../../support/element.js";
import { agentMessage, turnCompleted, userMessage } from "../../support/log.js";

let api: FakeApi;
let chat: OcSession;
let seq: number;
const TITLE = "The page";

/** What the system has been asked to show. */
let shown: { title: string; options: NotificationOptions; closed: boolean; onclick: (() => void) | null }[];
let asked: number;

class FakeNotification {
  static permission: NotificationPermission = "default";
  static answer: NotificationPermission = "granted";
  static async requestPermission(): Promise<NotificationPermission> {
    asked += 1;
    return (FakeNotification.permission = FakeNotification.answer);
  }
  readonly #record;
  constructor(title: string, options: NotificationOptions) {
    this.#record = { title, options, closed: false, onclick: null as (() => void) | null };
    shown.push(this.#record);
  }
  close(): void {
    this.#record.closed = true;
  }
  set onclick(listener: () => void) {
    this.#record.onclick = listener;
  }
}

const RealNotification = window.Notification;

beforeEach(() => {
  localStorage.clear();
  document.title = TITLE;
  seq = 2;
  shown = [];
  asked = 0;
  Object.assign(FakeNotification, { permission: "default", answer: "granted" });
  Object.assign(window, { Notification: FakeNotification });
  api = new FakeApi();
  api.append(userMessage(1, "Hello"), agentMessage(2, "Yes?"));
});

afterEach(async () => {
  chat.remove();
  show(true);
  Object.assign(window, { Notification: RealNotification });
  Reflect.deleteProperty(navigator, "setAppBadge");
  Reflect.deleteProperty(navigator, "clearAppBadge");
});

/** Has the page say that it can be seen, or that it cannot. */
function show(isVisible: boolean): void {
  const state = isVisible ? "visible" : "hidden";
  const descriptor = { configurable: true, get: () => state };
  Object.defineProperty(Document.prototype, "visibilityState", isVisible ? REAL : descriptor);
  document.dispatchEvent(new Event("visibilitychange"));
}
const REAL = Object.getOwnPropertyDescriptor(Document.prototype, "visibilityState")!;

let sessions = 0;

async function open(notify: string | null, properties: Partial<OcSession> = {}): Promise<OcSession> {
  chat = mount({
    baseUrl: "https://api.test/v3",
    session: `ses_${(sessions += 1)}`,
    token: "ct_1",
    fetch: api.fetch,
    notify,
    ...properties,
  });
  await until(() => chat.connection === "live" && chat.lastSeq === seq, "live");
  if (notify) await notifyFile.load();
  chat.requestUpdate();
  await chat.updateComplete;
  if (notify?.includes("system")) await until(() => part(chat, "notify-button"), "the bell");
  return chat;
}

let isRequested = false;
notifyFile.from(() => {
  isRequested = true;
  return import("../../../src/ui/notify/notify.js");
});

function answer(text = "The secret answer"): void {
  api.append(agentMessage((seq += 1), text));
}

describe("notify", () => {
  it("does nothing, and loads nothing, unless the host asks", async () => {
    await open(null);
    show(false);
    answer();
    await until(() => chat.unread === 1, "unread");
    expect(document.title).to.equal(TITLE);
    expect(isRequested).to.equal(false);
    expect(part(chat, "notify-button") === null).to.equal(true);
  });

  it("counts in the title while the page is hidden, and gives the title back", async () => {
    await open("title");
    answer();
    await until(() => chat.lastSeq === seq, "read");
    expect(document.title).to.equal(TITLE);
    show(false);
    answer();
    await until(() => document.title === `(1) ${TITLE}`, "one");
    answer();
    await until(() => document.title === `(2) ${TITLE}`, "two");
    show(true);
    expect(document.title).to.equal(TITLE);
  });

  it("keeps a title that the page has set meanwhile", async () => {
    await open("title");
    show(false);
    answer();
    await until(() => document.title === `(1) ${TITLE}`, "one");
    document.title = "Another view";
    await until(() => document.title === "(1) Another view", "counted in");
    show(true);
    expect(document.title).to.equal("Another view");
  });

  it("leaves the title to a page that goes on changing it, and a page without one without", async () => {
    await open("title");
    show(false);
    answer();
    await until(() => document.title === `(1) ${TITLE}`, "one");
    for (let i = 0; i < 40; i += 1) {
      document.title = `Ticker ${i}`;
      await new Promise((later) => setTimeout(later));
    }
    expect(document.title).to.equal("Ticker 39");
    show(true);
    document.querySelector("title")!.remove();
    show(false);
    answer();
    await until(() => document.title.startsWith("(1)"), "one");
    show(true);
    expect(document.querySelector("title") === null).to.equal(true);
  });

  it("adds up several chats of a page, and gives back what a chat that goes had added", async () => {
    const first = await open("title");
    const second = await open("title");
    show(false);
    answer();
    await until(() => document.title === `(2) ${TITLE}`, "both");
    second.remove();
    await until(() => document.title === `(1) ${TITLE}`, "one");
    first.notify = null;
    await until(() => document.title === TITLE, "none");
    first.remove();
  });

  it("counts at the icon of an installed page", async () => {
    const badges: number[] = [];
    Object.assign(navigator, {
      setAppBadge: async (count: number) => void badges.push(count),
      clearAppBadge: async () => void badges.push(0),
    });
    await open("badge");
    show(false);
    answer();
    await until(() => badges.length === 1, "badge");
    show(true);
    expect(badges).to.deep.equal([1, 0]);
  });

  it("warns of tokens that mean nothing", async () => {
    await open("sound title");
    show(false);
    answer();
    await until(() => document.title === `(1) ${TITLE}`, "the other token");
  });
});

describe("notify by the system", () => {
  const bell = () => part(chat, "notify-button") as HTMLButtonElement;

  it("asks for permission when the bell is pressed, and shows nothing of what was said", async () => {
    await open("system", { heading: "Support" });
    expect(bell().ariaPressed).to.equal("false");
    show(false);
    answer();
    await until(() => chat.unread === 1, "unread");
    expect([asked, shown.length]).to.deep.equal([0, 0]);
    show(true);
    bell().click();
    await until(() => bell().ariaPressed === "true", "on");
    expect(asked).to.equal(1);
    show(false);
    answer();
    await until(() => shown.length === 1, "shown");
    expect(shown[0]!.title).to.equal("Support");
    expect(shown[0]!.options.body).to.equal("1 new message");
    expect(JSON.stringify(shown[0])).not.to.contain("secret");
    show(true);
    expect(shown[0]!.closed).to.equal(true);
  });

  it("says when a turn asks, and when it has failed", async () => {
    await open("system", { agentName: "Ada" });
    bell().click();
    await until(() => bell().ariaPressed === "true", "on");
    show(false);
    api.append(turnCompleted((seq += 1), { turn_id: "t1", outcome: "failed" }));
    await until(() => shown.length === 1, "shown");
    expect(shown[0]!.options.body).to.equal("Ada could not finish this.");
  });

  it("is switched off by the bell, and stays as it was for the next page", async () => {
    await open("system", { user: "ann" });
    bell().click();
    await until(() => bell().ariaPressed === "true", "on");
    chat.remove();
    await open("system", { user: "ann" });
    expect(bell().ariaPressed).to.equal("true");
    bell().click();
    await until(() => bell().ariaPressed === "false", "off");
    show(false);
    answer();
    await until(() => chat.unread === 1, "unread");
    expect(shown).to.have.length(0);
  });

  for (const [who, one, another] of [
    ["user", { user: "ann" }, { user: "bob" }],
    ["viewer", { viewer: "act_1" }, { viewer: "act_2" }],
    ["person that their backend names", {}, {}],
  ] as const)
    it(`is as its own ${who} has left it`, async () => {
      const named = (user: string): Partial<OcSession> =>
        who.startsWith("person")
          ? { token: null, getClientToken: ({ session }) => ({ session: session!, token: "ct_1", user }) }
          : {};
      const isOn = () => bell().ariaPressed === "true";
      await open("system", { ...one, ...named("ann") });
      bell().click();
      await until(isOn, "on");
      chat.remove();
      await open("system", { ...another, ...named("bob") });
      expect(isOn()).to.equal(false);
      show(false);
      answer();
      await until(() => chat.unread === 1, "unread");
      expect(shown).to.have.length(0);
      show(true);
      chat.remove();
      await open("system", { ...one, ...named("ann") });
      expect(isOn()).to.equal(true);
    });

  it("is of one conversation, where nobody has a name, also when it was pressed before that began", async () => {
    const started = (session: string): Partial<OcSession> => ({
      session: null,
      token: null,
      getClientToken: ({ reason }) => (reason === "resume" ? null : { session, token: "ct_1" }),
    });
    seq = 0;
    await open("system", started("ses_begun"));
    bell().click();
    await until(() => bell().ariaPressed === "true", "on");
    expect(JSON.stringify({ ...localStorage })).not.to.contain("notify");
    seq = 2;
    void chat.send("Hello").catch(() => {});
    await until(() => chat.session === "ses_begun", "begun");
    await until(() => JSON.stringify({ ...localStorage }).includes("notify"), "kept");
    expect(bell().ariaPressed).to.equal("true");
    chat.remove();
    await open("system", { session: "ses_other" });
    expect(bell().ariaPressed).to.equal("false");
    chat.remove();
    await open("system", { session: "ses_begun" });
    expect(bell().ariaPressed).to.equal("true");
  });

  it("says that it is blocked, where it is", async () => {
    FakeNotification.answer = "denied";
    await open("system");
    bell().click();
    await until(() => bell().ariaDisabled === "true", "blocked");
    expect(bell().ariaLabel).to.equal("Notifications are blocked in this browser");
    expect(bell().ariaPressed).to.equal(null);
  });

  it("works where storage is refused, for as long as the page lives", async () => {
    const { setItem } = Storage.prototype;
    Storage.prototype.setItem = () => {
      throw new DOMException("no", "SecurityError");
    };
    await open("system");
    bell().click();
    await until(() => bell().ariaPressed === "true", "on");
    Storage.prototype.setItem = setItem;
    show(false);
    answer();
    await until(() => shown.length === 1, "shown");
  });

  it("tells from one tab, the one that was looked at last", async () => {
    await open("title");
    const name = `oc-session:notify:${chat.session}`;
    // Another tab that is looked at takes the lock.
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    await until(async () => (await navigator.locks.query()).held?.some((lock) => lock.name === name), "ours");
    const other = navigator.locks.request(name, { steal: true }, () => held);
    show(false);
    answer();
    await until(() => chat.unread === 1, "unread");
    const isWaiting = async () => (await navigator.locks.query()).pending?.some((lock) => lock.name === name);
    await until(isWaiting, "in line for the lock");
    expect(document.title).to.equal(TITLE);
    release();
    await other;
    await until(() => document.title === `(1) ${TITLE}`, "it is our turn");
  });

  it("goes without notifications where there are none", async () => {
    Object.assign(window, { Notification: undefined });
    chat = await open("title");
    chat.notify = "title system";
    await chat.updateComplete;
    expect(part(chat, "notify-button") === null).to.equal(true);
  });
});
