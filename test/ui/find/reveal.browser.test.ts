import { expect } from "chai";
import type { OcSession } from "../../../src/ui/element/oc-session.js";
import { mount, part, until } from "../../support/element.js";
import { LocalServer } from "../../support/local-server.js";

/** Leading to a message, wherever it is, and links that do so. */

let server: LocalServer;
let chat: OcSession;
let session: { id: string; token: string };

before(async () => {
  server = await LocalServer.start();
  session = await server.createSession({});
  for (let i = 0; i < 300; i += 100)
    await server.appendEvents(
      session.id,
      ...Array.from({ length: 100 }, (_, k) => ({
        type: "agent.message",
        actor: { type: "agent" as const },
        body: { text: `Message ${i + k}. ${"Some words. ".repeat(20)}` },
      })),
    );
});
after(() => server.close());
afterEach(() => {
  chat.remove();
  localStorage.clear();
  sessionStorage.clear();
});

function open(properties: Partial<OcSession> = {}): void {
  chat = mount({ session: session.id, token: session.token, baseUrl: server.baseUrl, ...properties });
}

/** The first message in view. */
function first(): string | undefined {
  const top = part(chat, "transcript")!.getBoundingClientRect().top;
  const entries = [...chat.shadowRoot!.querySelectorAll<HTMLElement>("oc-entry")];
  const entry = entries.find((one) => one.getBoundingClientRect().top >= top);
  return /Message \d+/.exec(entry?.textContent ?? "")?.[0];
}

const entryOf = (text: string) =>
  chat.entries.find((entry) => entry.kind === "message" && entry.text.startsWith(text))!;

it("leads to a message by its id and by its seq, with the focus", async () => {
  open();
  await until(() => chat.entries.length >= 300);
  const { id, seq } = entryOf("Message 20.");
  expect(await chat.reveal(id)).to.equal(true);
  await until(() => first() === "Message 20");
  expect(chat.shadowRoot!.activeElement?.textContent).to.contain("Message 20.");
  expect(await chat.reveal(Number(seq) + 100)).to.equal(true);
  await until(() => first() === "Message 120");
  expect(await chat.reveal(String(seq))).to.equal(true);
  await until(() => first() === "Message 20");
});

it("waits for the log, and says where a message is not", async () => {
  open();
  for (const nowhere of ["evt_nowhere", "", " ", "0", "-1", "1e3", "__proto__", '"]*', -1, 0, Number.NaN])
    expect(await chat.reveal(nowhere), `${nowhere}`).to.equal(false);
  expect(chat.entries.length).to.be.at.least(300);
});

it("leads to the entry before one that a renderer hides", async () => {
  open({
    renderers: {
      "agent.message": ({ body }) => (String(body["text"]).startsWith("Message 70.") ? null : undefined),
    },
  });
  await until(() => chat.entries.length >= 300);
  expect(await chat.reveal(entryOf("Message 70.").id)).to.equal(true);
  await until(() => first() === "Message 69");
  expect(chat.shadowRoot!.activeElement?.textContent).to.contain("Message 69.");
});

it("leads to the message that was named last", async () => {
  open();
  await until(() => chat.entries.length > 0);
  expect(await Promise.all([chat.reveal(3), chat.reveal(250)])).to.deep.equal([false, true]);
  expect(chat.shadowRoot!.activeElement?.textContent).to.contain("Message 248.");
});

it("leads nowhere in another conversation, nor in a chat that was removed", async () => {
  const silent: typeof fetch = () => new Promise(() => {});
  open({ fetch: silent });
  await chat.updateComplete;
  const revealed = chat.reveal(3);
  await chat.updateComplete;
  Object.assign(chat, { fetch, session: (await server.createSession({ input: "Other" })).id, token: null });
  expect(await revealed).to.equal(false);
  chat.remove();
  open({ fetch: silent });
  await chat.updateComplete;
  const late = chat.reveal(3);
  await chat.updateComplete;
  chat.remove();
  expect(await late).to.equal(false);
});

it("is asked for by an attribute too, which leaves the focus alone", async () => {
  open();
  await until(() => chat.entries.length >= 300);
  const { id } = entryOf("Message 30.");
  chat.remove();
  open();
  chat.setAttribute("reveal", id);
  await until(() => part(chat, "transcript") && first() === "Message 30");
  expect(chat.shadowRoot!.activeElement).to.equal(null);
  chat.setAttribute("reveal", entryOf("Message 200.").id);
  await until(() => first() === "Message 200");
});

it("offers the link of a message, where the host says what it is", async () => {
  const { clipboard } = navigator;
  const copied: string[] = [];
  const fake = { writeText: async (text: string) => void copied.push(text), write: async () => {} };
  Object.defineProperty(navigator, "clipboard", { value: fake, configurable: true });
  try {
    open({ permalink: ({ id }) => `https://example.com/chat#${id}` });
    const find = () =>
      [...chat.shadowRoot!.querySelectorAll<HTMLElement>('[part~="action-button"]')]
        .filter((button) => button.ariaLabel === "Copy link")
        .at(-1);
    const button = await until(find, "the button");
    button.click();
    await until(() => button.ariaLabel === "Copied");
    expect(copied).to.deep.equal([`https://example.com/chat#${chat.entries.at(-1)!.id}`]);
    fake.writeText = () => Promise.reject(new DOMException("", "NotAllowedError"));
    button.click();
    await until(() => button.ariaLabel === "You do not have permission for this.");
    await until(() => button.ariaLabel === "Copy link");
    const errors: string[] = [];
    chat.addEventListener("oc-error", ({ detail }) => errors.push(detail.message));
    chat.permalink = (() => undefined) as unknown as typeof chat.permalink;
    await chat.updateComplete;
    (await until(find, "the button")).click();
    await until(() => errors.length === 1, "what is no link is told");
    expect(copied.length).to.equal(1);
  } finally {
    Object.defineProperty(navigator, "clipboard", { value: clipboard, configurable: true });
  }
});
