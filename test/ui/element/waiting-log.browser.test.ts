import { expect } from "chai";
import type { OcSession } from "../../../src/index.js";
import "../../../src/index.js";
import { markdownFile } from "../../../src/ui/content/markdown-loader.js";
import { ManualClock } from "../../support/clock.js";
import { FakeApi } from "../../support/fake-api.js";
import { agentMessage } from "../../support/log.js";

const frame = () => new Promise(requestAnimationFrame);

describe("a log whose end takes a second request", () => {
  const { setTimeout: later, clearTimeout: cancel } = window;
  const clock = new ManualClock();
  let chat: OcSession;

  before(() => {
    window.setTimeout = clock.setTimeout.bind(clock) as typeof setTimeout;
    window.clearTimeout = clock.clearTimeout.bind(clock);
    markdownFile.from(() => new Promise(() => {}));
  });
  after(() => {
    chat.remove();
    Object.assign(window, { setTimeout: later, clearTimeout: cancel });
  });

  it("is not drawn as plain text while the markdown code may still come", async () => {
    const api = new FakeApi();
    for (let seq = 1; seq <= 300; seq += 1) api.log.push(agentMessage(seq, `**${seq}**`));
    chat = document.createElement("oc-session");
    Object.assign(chat, { ...api.options, fetch: api.fetch });
    document.body.append(chat);
    while (chat.entries.length === 0) await frame();
    // Longer than the pause after which an empty log is drawn.
    clock.advance(100);
    await chat.updateComplete;
    expect(chat.shadowRoot?.querySelector("oc-entry")).to.equal(null);
  });

  it("is drawn as plain text after two seconds", async () => {
    clock.advance(2_000);
    while (!chat.shadowRoot?.textContent?.includes("**300**")) await frame();
    expect(chat.shadowRoot.querySelectorAll("strong").length).to.equal(0);
  });
});
