import { sendKeys } from "@web/test-runner-commands";
import { expect } from "chai";
import type { OcSession } from "../../../src/ui/element/oc-session.js";
import { bubbles, mount, part, until } from "../../support/element.js";
import { LocalServer } from "../../support/local-server.js";

/** Where the keyboard is, and that it is never nowhere. */

let server: LocalServer;
let chat: OcSession;
let session: string;

before(async () => {
  server = await LocalServer.start();
});
after(() => server.close());

async function open(properties: Partial<OcSession> = {}): Promise<void> {
  const { id, token } = await server.createSession({ input: "Hello" });
  session = id;
  const text = "A long answer. ".repeat(40);
  const answers = Array.from({ length: 12 }, (_, i) => ({
    type: "agent.message",
    body: { text: `${text}${i}` },
    actor: { type: "agent" as const },
  }));
  await server.appendEvents(session, ...answers);
  chat = mount({ session: id, token, baseUrl: server.baseUrl, ...properties });
  await until(() => bubbles(chat).at(-1)?.endsWith("11") && chat.connection === "live");
}
afterEach(() => {
  chat.remove();
  localStorage.clear();
  sessionStorage.clear();
});

const focused = () => chat.shadowRoot!.activeElement;
const transcript = () => part(chat, "transcript")!;
const isNamed = (element: Element | null, name: string) => element?.getAttribute("part")?.includes(name);

/** Scrolls up, as often as what is still being drawn takes it back to the end; gives the button that leads there. */
function leaveEnd(): Promise<HTMLElement> {
  return until(() => {
    if (!part(chat, "scroll-button")) transcript().scrollTop -= 900;
    return part(chat, "scroll-button");
  });
}

/** Scrolls to the end, as often as what is still being drawn moves it, until the button that leads there is gone. */
function returnToEnd(): Promise<unknown> {
  return until(() => {
    transcript().scrollTop = transcript().scrollHeight;
    return !part(chat, "scroll-button");
  });
}

async function pressWithControl(key: string): Promise<void> {
  await sendKeys({ down: "Control" });
  await sendKeys({ press: key });
  await sendKeys({ up: "Control" });
}

it("stays in the transcript when the way to its end is no longer needed", async () => {
  await open();
  const button = await leaveEnd();
  button.focus();
  await returnToEnd();
  await until(() => focused() === transcript());
});

it("stays at a message whose buttons are gone, and in the transcript when the message is gone too", async () => {
  await open({ fetch: (url, init) => (init?.method === "POST" ? refused() : fetch(url, init)) });
  chat.send("One").catch(() => {});
  chat.send("Two").catch(() => {});
  const buttons = () => [...chat.shadowRoot!.querySelectorAll<HTMLElement>('[part~="discard-button"]')];
  await until(() => buttons().length === 2);
  for (const left of [1, 0]) {
    buttons().at(-1)!.focus();
    buttons().at(-1)!.click();
    await until(() => buttons().length === left);
    await until(() => focused() === transcript());
  }
});

it("is not taken back by a button that it has left before that went", async () => {
  await open();
  const button = await leaveEnd();
  button.focus();
  button.blur();
  await returnToEnd();
  await new Promise(requestAnimationFrame);
  expect(document.activeElement).to.equal(document.body);
});

it("leads out of the messages by Control and End to the field, by Control and Home to before them", async () => {
  await open();
  const entry = () => chat.shadowRoot!.querySelector<HTMLElement>("oc-entry")!;
  entry().focus();
  await pressWithControl("End");
  expect(isNamed(focused(), "input")).to.equal(true);
  entry().focus();
  await pressWithControl("Home");
  expect(focused()).to.equal(transcript());
});

function refused(): Promise<Response> {
  const body = JSON.stringify({ error: { code: "invalid_request", message: "No." } });
  return Promise.resolve(
    new Response(body, { status: 400, headers: { "content-type": "application/json" } }),
  );
}
