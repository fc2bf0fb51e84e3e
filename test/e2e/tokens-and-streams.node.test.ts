import assert from "node:assert/strict";
import { test } from "node:test";
import { Visit } from "../support/visit.js";
import { until } from "../support/wait.js";

const visit = new Visit("v3");

/** Opens the chat. Resolves to the number of streams so far when its own was asked for: it is drawn before that. */
async function openStreamed(): Promise<number> {
  const before = visit.site.proxy.counts.stream;
  await visit.open();
  await until(() => visit.site.proxy.counts.stream > before, "a stream is asked for");
  return visit.site.proxy.counts.stream;
}

test("a token that may only read makes a transcript of the chat, once that is known", async () => {
  const { id, token } = await visit.site.computer.createSession({ scopes: ["read"] });
  const query = new URLSearchParams({ session: id, token, "base-url": `${visit.site.proxy.url}/v3` });
  visit.chat = { id, url: `${visit.site.url}/chat#${query}` };
  await visit.open();
  await visit.write("may I?");
  await visit.page.getByText("but not write in it").first().waitFor();
  assert.equal(await visit.page.getByRole("textbox").count(), 0);
  await visit.page.getByRole("button", { name: "Discard" }).click();
  await visit.shows(["Hello"]);
});

test("a stream that goes silent is found and replaced without a word", async () => {
  await visit.page.clock.install();
  visit.site.switches.set("stream", { end: { how: "silence", after: 2000 } });
  await visit.open();
  await visit.connectionIs("live");
  visit.site.switches.set("stream", null);
  for (let i = 0; i < 5; i += 1) await visit.agentSays(`${i}`.repeat(1500));
  assert.ok((await visit.page.evaluate(() => document.querySelector("oc-session")!.lastSeq)) < 6);
  await visit.page.clock.fastForward(70_000);
  await visit.page.waitForFunction(() => document.querySelector("oc-session")!.lastSeq === 6);
  assert.equal(await visit.page.evaluate(() => document.querySelector("oc-session")!.connection), "live");
});

test("mounted twice in a breath, as frameworks do in development, it connects once", async () => {
  const before = await openStreamed();
  const token = new URLSearchParams(visit.chat.url.split("#")[1]);
  await visit.page.evaluate((query) => {
    const element = document.createElement("oc-session");
    for (const [name, value] of new URLSearchParams(query)) element.setAttribute(name, value);
    document.querySelector("oc-session")!.replaceWith(element);
    element.remove();
    document.body.append(element);
  }, token.toString());
  await visit.shows(["Hello"]);
  await until(() => visit.site.proxy.counts.stream > before, "a stream is asked for");
  await visit.agentSays("once");
  await visit.shows(["Hello", "once"]);
  assert.equal(visit.site.proxy.counts.stream, before + 1);
});

test("moved within the page it keeps its stream; put into a new body too", async () => {
  const before = await openStreamed();
  await visit.page.evaluate(() => {
    const element = document.querySelector("oc-session")!;
    const box = document.createElement("div");
    document.body.append(box);
    const mover = box as unknown as { moveBefore?(node: Node, child: null): void };
    if (mover.moveBefore) mover.moveBefore(element, null);
    else box.append(element);
    // As Turbo and others swap pages: a new body, with what is to last carried over.
    const body = document.createElement("body");
    body.append(element);
    document.documentElement.replaceChild(body, document.body);
  });
  await visit.agentSays("still the same");
  await visit.shows(["Hello", "still the same"]);
  assert.equal(visit.site.proxy.counts.stream, before);
});

test("session and token set one task after the other heal by themselves", async () => {
  await visit.open();
  const other = await visit.site.newChat();
  const { session, token } = Object.fromEntries(new URLSearchParams(other.url.split("#")[1]));
  for (const [name, value] of [
    ["session", session],
    ["token", token],
  ] as const) {
    await visit.page.evaluate(
      ([key, set]) => document.querySelector("oc-session")!.setAttribute(key!, set!),
      [name, value],
    );
  }
  visit.chat = other;
  await visit.shows(["Hello"]);
  await visit.connectionIs("live");
});

test("no token is in an address, an attribute, a storage or the console", async () => {
  const said: string[] = [];
  visit.page.on("console", (message) => said.push(message.text()));
  visit.page.on("request", (request) => said.push(request.url().replace(visit.chat.url, "")));
  await visit.openStream();
  await visit.write("hi");
  await visit.shows(["Hello", "hi"]);
  visit.site.switches.set("stream", { answer: { status: 500 } });
  visit.site.proxy.cut();
  await visit.connectionIs("reconnecting");
  said.push(
    await visit.page.evaluate(() => document.querySelector("oc-session")!.outerHTML),
    await visit.page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])),
  );
  for (const text of said) assert.doesNotMatch(text, /ct_\w{6}/);
});
