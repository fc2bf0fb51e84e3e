import { expect } from "chai";
import {
  isMarkdownSettled,
  loadMarkdown,
  loadedMarkdown,
  markdownFile,
  markdownSettled,
  type Markup,
} from "../../../src/ui/content/markdown-loader.js";
import { MessageBody } from "../../../src/ui/content/message-body.js";
import { presentationOf } from "../../support/presentation.js";

const PRESENTATION = presentationOf(document.body);

/** One page, one life of the loader: these go one after the other. */
describe("what reads markdown", () => {
  const { setTimeout: later } = window;
  const timers: (() => void)[] = [];
  let answer: { resolve(markup: Markup): void; reject(error: Error): void };
  const body = new MessageBody();
  const own = new MessageBody();

  before(() => {
    window.setTimeout = ((work: () => void) => timers.push(work)) as unknown as typeof setTimeout;
    markdownFile.from(() => new Promise((resolve, reject) => (answer = { resolve, reject })));
  });
  after(() => (window.setTimeout = later));

  it("is waited for by the first drawing", () => {
    void markdownSettled();
    expect(isMarkdownSettled()).to.equal(false);
  });

  it("leaves a message in plain words while it is not here", () => {
    body.update("**Hello** you", "markdown", PRESENTATION);
    expect(body.element.textContent).to.equal("**Hello** you");
  });

  it("leaves addresses in a person's message as words", () => {
    own.update("See https://a.example/x", "plain", PRESENTATION);
    expect(own.element.querySelector("a")).to.equal(null);
    expect(own.element.textContent).to.equal("See https://a.example/x");
  });

  it("holds nothing up once it has failed", async () => {
    answer.reject(new TypeError("Failed to fetch"));
    await markdownSettled();
    expect(isMarkdownSettled()).to.equal(true);
    expect(loadedMarkdown()).to.equal(null);
    expect(body.element.textContent).to.equal("**Hello** you");
  });

  it("is asked for again, and then reads what stands there too", async () => {
    for (const work of timers.splice(0)) work();
    const other = new MessageBody();
    other.update("*New*", "markdown", PRESENTATION);
    body.update("**Hello** again", "markdown", PRESENTATION);
    answer.resolve(await import("../../../src/ui/markup/markup.js"));
    await loadMarkdown();
    await Promise.resolve();
    expect(body.element.textContent).to.equal("Hello again");
    expect(other.element.querySelector("em")?.textContent).to.equal("New");
  });

  it("makes links of addresses in a message that is drawn again", () => {
    own.update("See https://a.example/x", "plain", PRESENTATION);
    expect(own.element.querySelector("a")?.href).to.equal("https://a.example/x");
  });
});
