import { expect } from "chai";
import type { OcSession } from "../../../src/ui/element/oc-session.js";
import { mount, part, record, until } from "../../support/element.js";
import { ScriptedServer } from "../../support/scripted-server.js";

/** What a developer is told of what code of theirs has thrown: its words in the console, and no secret anywhere. */

const JSON_TYPE = { "content-type": "application/json" };
const JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2VjcmV0";
const WORDS = `The shop is closed: ct_secret1, osb_secret2, ${JWT}, ${"k9".repeat(20)}`;
const PRINTED = "The shop is closed: …, …, …, …";

let server: ScriptedServer;
let chat: OcSession;
let said: string[];
const warn = console.warn;

beforeEach(async () => {
  server = await ScriptedServer.start();
  said = [];
  console.warn = (text: string) => said.push(text);
});
afterEach(async () => {
  console.warn = warn;
  chat.remove();
  localStorage.clear();
  sessionStorage.clear();
  await server.close();
});

const fail = () => {
  throw new RangeError(WORDS);
};

/** A chat with one message of the agent, whose turn goes on. */
async function open(properties: Partial<OcSession>): Promise<void> {
  const event = (seq: number, type: string, body: object) => ({
    id: `evt_${seq}`,
    seq,
    type,
    turn_id: "turn_1",
    body,
  });
  const data = [event(1, "turn.started", {}), event(2, "agent.message", { text: "Hello" })];
  await server.answer("GET /v3/sessions/ses_1/events?limit", {
    headers: JSON_TYPE,
    chunks: [JSON.stringify({ data, next_cursor: null })],
  });
  await server.answer("GET /v3/sessions/ses_1/events", {
    headers: { "content-type": "text/event-stream" },
    chunks: data.map((one) => `id: ${one.seq}\ndata: ${JSON.stringify(one)}\n\n`),
    then: "open",
  });
  chat = mount({ session: "ses_1", token: "ct_1", baseUrl: `${server.url}/v3`, ...properties });
}

it("getClientToken: once in the console, however often it is asked", async () => {
  chat = mount({ getClientToken: fail });
  const told = record(chat, "oc-error");
  await until(() => told.length > 0, "told");
  chat.reconnect();
  await until(() => told.length > 1, "told again");
  expect(said).to.deep.equal([`<oc-session>: getClientToken failed (RangeError). ${PRINTED}`]);
  for (const { message } of told) expect(message).to.equal("getClientToken failed (RangeError).");
  expect(chat.shadowRoot!.textContent).not.to.contain("shop");
});

it("what is no function: an error that says so, and no further attempt", async () => {
  for (const property of ["getClientToken", "fetch"]) {
    chat = mount({ endpoint: `${server.url}/chat`, [property]: "ask()" });
    const told = record(chat, "oc-error");
    await until(() => chat.shadowRoot!.querySelector(".banner"), "a banner");
    expect(chat.connection).to.equal("disconnected");
    expect(told.map(({ code, message }) => `${code}: ${message}`)).to.deep.equal([
      `config: ${property} is not a function.`,
    ]);
    expect(said.splice(0)).to.deep.equal([`<oc-session>: ${property} is not a function.`]);
    expect(chat.shadowRoot!.querySelector(".banner")!.textContent).to.contain("not set up yet");
    chat.remove();
  }
  expect(await server.requests()).to.deep.equal([]);
});

it("a base URL that leads to a web page, of which the browser says nothing", async () => {
  await server.answer("GET /shop/sessions/ses_1/events", {
    headers: { "content-type": "text/html" },
    chunks: ["<!doctype html>"],
  });
  chat = mount({ session: "ses_1", token: "ct_1", baseUrl: `${server.url}/shop` });
  await until(() => said.length > 0, "said");
  expect(said[0]).to.match(
    /: The (answer to .* is not a JSON object|event stream was answered as "text\/html")\.$/,
  );
});

it("cancelTurn", async () => {
  await open({ cancelTurn: fail });
  const told = record(chat, "oc-error");
  await until(() => part(chat, "stop-button"), "a turn to stop");
  part(chat, "stop-button")!.click();
  await until(() => told.length > 0, "told");
  expect(said).to.deep.equal([`<oc-session>: cancelTurn failed (RangeError). ${PRINTED}`]);
  expect(told[0]!.message).to.equal("cancelTurn failed (RangeError).");
});

it("a renderer", async () => {
  await open({ renderers: { "agent.message": fail } });
  const told = record(chat, "oc-error");
  await until(() => told.length > 0, "told");
  expect(said).to.deep.equal([`<oc-session>: The renderer for "agent.message" failed. ${PRINTED}`]);
  expect(part(chat, "bubble")!.textContent).to.contain("Hello");
});

it("permalink", async () => {
  await open({ permalink: fail });
  const button = () =>
    chat.shadowRoot!.querySelector<HTMLElement>('[part~="action-button"][title="Copy link"]');
  (await until(button, "a button"))!.click();
  await until(() => said.length > 0, "said");
  expect(said).to.deep.equal([`<oc-session>: permalink failed. ${PRINTED}`]);
});

it("upload, which throws words and no error", async () => {
  await open({
    upload: () => {
      throw WORDS;
    },
  });
  const told = record(chat, "oc-error");
  const field = await until(() => chat.shadowRoot!.querySelector<HTMLInputElement>("input[type=file]"));
  const files = new DataTransfer();
  files.items.add(new File(["one"], "one.txt"));
  field!.files = files.files;
  field!.dispatchEvent(new Event("change"));
  await until(() => told.length > 0, "told");
  expect(said).to.deep.equal([`<oc-session>: upload failed (string). ${PRINTED}`]);
  expect(told[0]!.message).to.equal("upload failed (string).");
});
