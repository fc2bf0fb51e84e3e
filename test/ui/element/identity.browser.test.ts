import { sendKeys } from "@web/test-runner-commands";
import { expect } from "chai";
import { OcSession } from "../../../src/index.js";
import type { SessionError } from "../../../src/wire/errors.js";
import { LocalServer } from "../../support/local-server.js";
import { bubbles, mount, part, record, until } from "../../support/element.js";

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

  it("changes hands when another viewer is named: words, files, a search and what waits to be sent", async () => {
    const { id, token } = await server.createSession();
    let isDown = false;
    const posted: string[] = [];
    const element = put({
      session: id,
      token,
      viewer: "ann",
      upload: async () => ({ url: "https://files.example/a.txt" }),
      fetch: (input, init) => {
        if (init?.method !== "POST") return fetch(input, init);
        if (isDown) return Promise.reject(new TypeError("offline"));
        posted.push(String(init.body));
        return fetch(input, init);
      },
    });
    await live(element);
    await until(() => part(element, "attach-button"), "files are taken");
    type(element, "for Ann alone");
    const picked = new DataTransfer();
    picked.items.add(new File(["words"], "hers.txt", { type: "text/plain" }));
    const picker = element.shadowRoot!.querySelector<HTMLInputElement>("oc-composer input[type=file]")!;
    picker.files = picked.files;
    picker.dispatchEvent(new Event("change"));
    const files = () => [...element.shadowRoot!.querySelectorAll("oc-composer .file-name")];
    await until(() => files().length === 1, "her file");
    isDown = true;
    const sent = element.send("Ann's words").catch((error: SessionError) => error.code);
    await until(() => bubbles(element).includes("Ann's words"), "waiting");
    element.find("Ann");
    await until(() => part(element, "find"), "the search");
    for (const viewer of ["bob", null]) {
      element.viewer = viewer;
      await until(() => field(element).value === "" && files().length === 0, "emptied");
      await until(() => element.entries.length === 1 && String(bubbles(element)) === "Hello", "not hers");
      expect(part(element, "find")).to.equal(null);
      expect(element.value).to.equal("");
    }
    expect(await sent).to.equal("closed");
    isDown = false;
    element.reconnect();
    await element.send("somebody's words");
    expect(posted).to.have.length(1);
    element.viewer = "bob";
    await until(() => bubbles(element).includes("somebody's words"), "read anew");
    type(element, "for Bob alone");
    await element.updateComplete;
    element.viewer = "ann";
    await until(() => field(element).value === "for Ann alone" && files().length === 1, "given back");
    await until(() => bubbles(element).includes("Ann's words"), "hers");
    await until(() => posted.some((body) => body.includes("Ann's words")), "sent");
    element.viewer = "bob";
    await until(() => field(element).value === "for Bob alone" && files().length === 0, "his");
  });

  it("leaves nothing in the field that undoing brings back to the next person", async () => {
    const { id, token } = await server.createSession();
    const element = put({ session: id, token, viewer: "ann" });
    await live(element);
    element.focus();
    await sendKeys({ type: "for Ann alone" });
    element.viewer = "bob";
    await until(() => field(element).value === "", "emptied");
    element.focus();
    const modifier = navigator.platform.startsWith("Mac") ? "Meta" : "Control";
    await sendKeys({ down: modifier });
    await sendKeys({ press: "z" });
    await sendKeys({ up: modifier });
    await element.updateComplete;
    expect([field(element).value, element.value]).to.deep.equal(["", ""]);
  });

  it("keeps what was written before the person had a name", async () => {
    const { id, token } = await server.createSession();
    const element = put({ session: id, token });
    await live(element);
    type(element, "mine");
    element.viewer = "ann";
    await until(() => element.connection === "live", "read anew");
    await live(element);
    expect([element.value, field(element).value]).to.deep.equal(["mine", "mine"]);
    element.viewer = "bob";
    await until(() => field(element).value === "", "emptied");
    element.viewer = null;
    await until(() => element.connection === "live", "read anew");
    await live(element);
    expect([element.value, field(element).value]).to.deep.equal(["", ""]);
  });

  it("changes hands when the backend names another person", async () => {
    const [anns, bobs] = [await server.createSession(), await server.createSession()];
    let answer = { session: anns.id, token: anns.token, user: "ann" };
    const element = put({ getClientToken: () => answer });
    await live(element);
    type(element, "for Ann alone");
    answer = { session: bobs.id, token: bobs.token, user: "bob" };
    await server.expireTokens(anns.id);
    await until(() => element.session === bobs.id, "Bob's");
    await live(element);
    expect([element.value, field(element).value]).to.deep.equal(["", ""]);
    type(element, "for Bob alone");
    const { body } = await server.request("POST", `/sessions/${anns.id}/client-tokens`, {});
    answer = { session: anns.id, token: (body as { token: string }).token, user: "ann" };
    await server.expireTokens(bobs.id);
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
      menu: "new copy download",
      getClientToken: () => (isUp ? { session: id, token } : Promise.reject(new TypeError("offline"))),
    });
    await live(element);
    (await until(() => part(element, "menu-button"))).click();
    await until(() => part(element, "menu"), "a way to its words");
    isUp = false;
    window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
    await until(() => visibility(element) === "hidden", "hidden before it sleeps");
    window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    await until(() => element.connection === "reconnecting", "asking");
    expect(visibility(element)).to.equal("hidden");
    expect([part(element, "menu-button"), part(element, "menu")]).to.deep.equal([null, null]);
    isUp = true;
    element.reconnect();
    await until(() => visibility(element) === "visible", "confirmed");
    expect(bubbles(element)).to.deep.equal(["Hello"]);
    await until(() => part(element, "menu-button"), "the menu");
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
