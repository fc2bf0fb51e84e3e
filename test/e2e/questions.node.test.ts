import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright";
import type { AgentSite } from "../support/delivery-site.js";
import { Visit } from "../support/visit.js";
import { until } from "../support/wait.js";

/** What people do about an agent's question, in a browser, by the host's routes: v3 has no questions of its own. */
const visit = new Visit("serverless", 0.1);
const hostOf = () => (visit.site as AgentSite).host;
const log = () => hostOf().log(visit.chat.id);
const typesIn = async () => (await log()).map(({ type }) => type);
const field = (page: Page = visit.page) => page.getByRole("textbox");
const option = (label: string, page: Page = visit.page) =>
  page.locator('[part="option"]', { hasText: label });

/** Has the agent ask; gives the question's id. */
async function asked(): Promise<string> {
  await visit.openWithAgent();
  await visit.write("Make it better");
  await option("How it looks").waitFor();
  return String((await log()).find(({ type }) => type === "question.asked")?.data["questionId"]);
}

/** The page hears no more of the log, until that ends. */
async function deaf(): Promise<() => void> {
  visit.site.switches.set("stream", { answer: { status: 503 } });
  await visit.connectionIs("reconnecting");
  return () => visit.site.switches.set("stream", null);
}

const heldIn = (words: string) => visit.page.locator('[part~="delivery"]', { hasText: words });

test("an answer is chosen, and is one", async () => {
  const questionId = await asked();
  await option("How it looks").click();
  await visit.bubble("So for “Make it better”").waitFor();
  assert.equal(await option("How it looks").count(), 0);
  const answer = (await log()).find(({ type }) => type === "question.answered");
  assert.deepEqual(answer?.data["answer"], { questionId, text: "How it looks", value: "looks" });
});

test("a question is let go of, and the conversation goes on", async () => {
  await asked();
  await visit.page.getByRole("button", { name: "Skip the question" }).click();
  await option("How it looks").waitFor({ state: "detached" });
  const closed = (await log()).find(({ type }) => type === "question.closed");
  assert.equal(closed?.data["reason"], "dismissed");
  await visit.write("Thanks a lot");
  await until(async () => (await visit.bubble("You're welcome").count()) === 2);
});

test("an answer that comes too late is given back", async () => {
  const questionId = await asked();
  const hear = await deaf();
  await hostOf().send(visit.chat.id, "How fast it is", questionId);
  await option("How it looks").click();
  await visit.page.waitForFunction(() => document.querySelector("oc-session")!.value === "How it looks");
  hear();
  await askAgain();
  await visit.bubble("How fast it is").first().waitFor();
  const inputs = (await log()).filter(({ type }) => type === "message.received");
  assert.deepEqual(
    inputs.map(({ data }) => data["input"]),
    ["Thanks", "Make it better", "How fast it is"],
  );
  assert.equal(await field().inputValue(), "How it looks");
});

test("an answer in another tab is one in this", async () => {
  await asked();
  const other = await visit.context.newPage();
  await visit.open(other, "Make it better");
  await option("How it looks", other).click();
  await option("How it looks").waitFor({ state: "detached" });
  await visit.bubble("So for “Make it better”").waitFor();
  const answers = await visit.page.evaluate(() =>
    document
      .querySelector("oc-session")!
      .entries.filter((entry) => entry.kind === "message" && entry.text === "How it looks"),
  );
  assert.equal(answers.length, 1);
});

/** Has the page ask again at once, unless it has done so by itself meanwhile. */
async function askAgain(): Promise<void> {
  const tryNow = visit.page.getByRole("button", { name: "Try now" });
  while ((await tryNow.count()) > 0) await tryNow.click({ timeout: 1_000 }).catch(() => {});
}

test("a message that a question holds back says so, and reaches the agent when the question is let go of", async () => {
  await visit.openWithAgent();
  const hear = await deaf();
  await hostOf().send(visit.chat.id, "Make it better");
  await until(async () => (await typesIn()).includes("question.asked"));
  await visit.write("Thanks again");
  await until(async () => (await typesIn()).includes("message.held"));
  hear();
  await askAgain();
  await heldIn("Waits until the question is answered").waitFor();
  await visit.page.getByRole("button", { name: "Skip the question" }).click();
  await until(async () => (await visit.bubble("You're welcome").count()) === 2);
  assert.equal(await visit.bubble("Thanks again").count(), 1);
  assert.equal(await heldIn("Waits until").count(), 0);
});

test("a message that a question held back and threw away says so, and can be written anew", async () => {
  await visit.openWithAgent();
  const hear = await deaf();
  await hostOf().send(visit.chat.id, "Make it better");
  await until(async () => (await typesIn()).includes("question.asked"));
  await visit.write("And this");
  await until(async () => (await typesIn()).includes("message.held"));
  await hostOf().end(visit.chat.id);
  hear();
  await askAgain();
  await heldIn("Not delivered: the question was closed").waitFor();
  assert.equal(await visit.bubble("And this").count(), 1);
  await visit.connectionIs("closed");
});
