import { ContextConsumer } from "@lit/context";
import { expect } from "chai";
import { LitElement } from "lit";
import type { Session } from "../../../src/session/session.js";
import { sessionContext } from "../../../src/ui/host/context.js";
import { mount, until } from "../../support/element.js";
import { FakeApi } from "../../support/fake-api.js";

/** An element of a host, which wants the session of the chat around it. */
class SessionReader extends LitElement {
  readonly given: (Session | null)[] = [];
  readonly consumer = new ContextConsumer(this, {
    context: sessionContext,
    subscribe: true,
    callback: (session) => this.given.push(session),
  });

  get last(): Session | null | undefined {
    return this.given.at(-1);
  }
}
customElements.define("session-reader", SessionReader);

function open() {
  const api = new FakeApi();
  const chat = mount({ baseUrl: "https://api.test/v3", session: "ses_1", token: "ct_1", fetch: api.fetch });
  const reader = new SessionReader();
  reader.slot = "footer";
  chat.append(reader);
  return { chat, reader };
}

describe("the context of the session", () => {
  it("gives an element in a slot the open session, and null once it is closed", async () => {
    const { chat, reader } = open();
    await until(() => reader.last?.state.session === "ses_1", "the session");
    chat.session = chat.token = null;
    await until(() => reader.last === null, "no session");
    const ids = reader.given.map((session) => session?.state.session ?? null);
    expect(ids, "no value twice").to.deep.equal([null, "ses_1", null]);
    chat.remove();
  });

  it("gives nothing more to an element that has left, and everything to one that has come back", async () => {
    const { chat, reader } = open();
    await until(() => reader.last?.state.session === "ses_1", "the session");
    const { length } = reader.given;
    const other = new SessionReader();
    chat.append(other);
    reader.remove();
    chat.session = "ses_2";
    await until(() => other.last?.state.session === "ses_2", "another session");
    expect(reader.given).to.have.length(length);
    chat.append(reader);
    expect(reader.last?.state.session).to.equal("ses_2");
    chat.remove();
  });

  it("is announced when the chat is connected, for a root that remembers earlier questions", async () => {
    const told: unknown[] = [];
    const listener = (event: Event) =>
      told.push(Reflect.get(event, "context"), Reflect.get(event, "contextTarget"));
    document.body.addEventListener("context-provider", listener);
    const { chat } = open();
    document.body.removeEventListener("context-provider", listener);
    expect(told).to.deep.equal([sessionContext, chat]);
    chat.remove();
  });

  it("leaves the questions for other contexts to the page", async () => {
    const { chat, reader } = open();
    const asked: unknown[] = [];
    const listener = (event: Event) => asked.push(Reflect.get(event, "context"));
    document.body.addEventListener("context-request", listener);
    const other = Object.assign(new Event("context-request", { bubbles: true, composed: true }), {
      context: "theme",
      callback: () => {},
    });
    reader.dispatchEvent(other);
    document.body.removeEventListener("context-request", listener);
    expect(asked).to.deep.equal(["theme"]);
    chat.remove();
  });
});
