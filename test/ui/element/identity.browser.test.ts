import { expect } from "chai";
import { OcSession } from "../../../src/index.js";
import { LocalServer } from "../../support/local-server.js";
import { bubbles, mount, record, until } from "../../support/element.js";

let server: LocalServer;
const mounted: OcSession[] = [];

before(async () => {
  server = await LocalServer.start();
});
after(() => server.close());
afterEach(() => {
  mounted.splice(0).forEach((element) => element.remove());
  OcSession.forget();
});

function put(properties: Partial<OcSession>): OcSession {
  const element = mount({ baseUrl: server.baseUrl, ...properties });
  mounted.push(element);
  return element;
}

const field = (element: OcSession) => element.shadowRoot!.querySelector("textarea")!;
const live = (element: OcSession) =>
  until(() => element.connection === "live" && bubbles(element).length > 0, "live and drawn");

function type(element: OcSession, text: string): void {
  field(element).value = text;
  field(element).dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
}

const visibility = (element: OcSession) =>
  getComputedStyle(element.shadowRoot!.querySelector("oc-transcript")!).visibility;

describe("whose a chat is", () => {
  it("keeps one person's draft from the next, and gives it back", async () => {
    const { id, token } = await server.createSession();
    for (const [user, draft] of [
      ["ann", ""],
      ["bob", ""],
      [null, ""],
      ["ann", "for Ann alone"],
    ] as const) {
      const element = put({ session: id, token, user });
      await live(element);
      expect(element.value).to.equal(draft);
      if (user === "ann") type(element, "for Ann alone");
      await until(() => field(element).value === (user === "ann" ? "for Ann alone" : ""), "drawn");
      element.remove();
      await until(() => element.connection === "disconnected", "ended");
    }
  });

  it("changes hands at once when another user is set, or none", async () => {
    const { id, token } = await server.createSession();
    const element = put({ session: id, token, user: "ann" });
    await live(element);
    type(element, "for Ann alone");
    await element.updateComplete;
    for (const user of ["bob", null]) {
      element.user = user;
      await until(() => field(element).value === "", "emptied");
      await live(element);
      expect(element.value).to.equal("");
    }
    element.user = "ann";
    await until(() => field(element).value === "for Ann alone", "given back");
  });

  it("is forgotten without an element, and by every element", async () => {
    const { id, token } = await server.createSession();
    const element = put({ session: id, token, user: "ann" });
    await live(element);
    type(element, "half a secret");
    expect(JSON.stringify([{ ...localStorage }, { ...sessionStorage }])).to.contain("half a secret");
    OcSession.forget();
    expect(JSON.stringify([{ ...localStorage }, { ...sessionStorage }])).not.to.contain("half a secret");
    await until(() => element.session === null && bubbles(element).length === 0, "emptied");
    expect(element.value).to.equal("");
    expect(sessionStorage.length).to.equal(0);
  });

  it("has the browser ask before a message is lost with the page, and only then", async () => {
    const leave = () => {
      const event = new Event("beforeunload", { cancelable: true });
      window.dispatchEvent(event);
      return event.defaultPrevented;
    };
    const down = () => Promise.reject(new TypeError("offline"));
    const element = put({ endpoint: "/api/chat", fetch: down });
    await until(() => element.connection === "reconnecting", "offline");
    expect(leave()).to.equal(false);
    const sent = element.send("unsaved");
    sent.catch(() => {});
    await until(() => element.entries.length === 1, "waiting");
    expect(leave()).to.equal(true);
    element.user = "ann";
    await element.updateComplete;
    expect(leave()).to.equal(false);
    expect(JSON.stringify({ ...localStorage })).to.contain("unsaved");
  });

  it("shows nothing of a page that comes back before it is confirmed", async () => {
    const { id, token } = await server.createSession();
    let isUp = true;
    const element = put({
      getClientToken: () => (isUp ? { session: id, token } : Promise.reject(new TypeError("offline"))),
    });
    await live(element);
    isUp = false;
    window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
    await until(() => visibility(element) === "hidden", "hidden before it sleeps");
    window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    await until(() => element.connection === "reconnecting", "asking");
    expect(visibility(element)).to.equal("hidden");
    isUp = true;
    element.reconnect();
    await until(() => visibility(element) === "visible", "confirmed");
    expect(bubbles(element)).to.deep.equal(["Hello"]);
  });
});

describe("a browser that refuses storage and channels", () => {
  const refused = ["localStorage", "sessionStorage", "BroadcastChannel"] as const;
  const kept = refused.map((name) => Object.getOwnPropertyDescriptor(window, name)!);
  afterEach(() => refused.forEach((name, i) => Object.defineProperty(window, name, kept[i]!)));

  it("has a chat that works, resets and throws nothing", async () => {
    const thrown: unknown[] = [];
    const note = (event: Event) => thrown.push(event);
    for (const type of ["error", "unhandledrejection"]) window.addEventListener(type, note);
    const refuse = () => {
      throw new DOMException("The operation is insecure.", "SecurityError");
    };
    for (const name of ["localStorage", "sessionStorage"] as const)
      Object.defineProperty(window, name, { configurable: true, get: refuse });
    Object.defineProperty(window, "BroadcastChannel", {
      configurable: true,
      value: class {
        constructor() {
          refuse();
        }
      },
    });
    const { id, token } = await server.createSession();
    const element = put({ session: id, token });
    const errors = record(element, "oc-error");
    await live(element);
    await element.send("works");
    element.reset();
    await until(() => bubbles(element).length === 0, "reset");
    expect(errors.filter(({ code }) => code !== "storage")).to.deep.equal([]);
    for (const type of ["error", "unhandledrejection"]) window.removeEventListener(type, note);
    expect(thrown).to.deep.equal([]);
  });
});
