import { sendKeys } from "@web/test-runner-commands";
import { expect } from "chai";
import type { OcSession } from "../../../src/ui/element/oc-session.js";
import { drawnFile } from "../../../src/ui/transcript/drawn-file.js";
import { bubbles, mount, until } from "../../support/element.js";
import { LocalServer } from "../../support/local-server.js";

/** Copying a selection over several messages: who said what, and when. */

let server: LocalServer;
let chat: OcSession;

before(async () => {
  server = await LocalServer.start();
  // Until it is here, a copy is the browser's own.
  await drawnFile.load();
});
after(() => server.close());
afterEach(() => chat.remove());

const answer = (text: string) => ({
  type: "agent.message",
  body: { text },
  actor: { type: "agent" as const },
});

async function open(texts: readonly string[], properties: Partial<OcSession> = {}): Promise<void> {
  const { id, token } = await server.createSession({ input: "Hello <you>" });
  for (let i = 0; i < texts.length; i += 100)
    await server.appendEvents(id, ...texts.slice(i, i + 100).map(answer));
  chat = mount({ session: id, token, baseUrl: server.baseUrl, agentName: "Ada", ...properties });
  await until(() => bubbles(chat).at(-1) === texts.at(-1)?.replace(/[*]/g, ""));
}

/** What a copy of the selection from the words of one message to those of another gives; null for the browser's own. */
function copied(from: [entry: HTMLElement, offset: number], to: [entry: HTMLElement, offset: number]) {
  const textIn = (entry: HTMLElement) =>
    document.createTreeWalker(entry.querySelector("[part~=bubble]")!, NodeFilter.SHOW_TEXT).nextNode()!;
  return copyOf(textIn(from[0]), from[1], textIn(to[0]), to[1])?.text ?? null;
}

/** The same for a selection from one point to another. */
function copyOf(startContainer: Node, startOffset: number, endContainer: Node, endOffset: number) {
  const range = { startContainer, startOffset, endContainer, endOffset };
  const original = Object.getOwnPropertyDescriptor(Selection.prototype, "getComposedRanges");
  Object.defineProperty(Selection.prototype, "getComposedRanges", {
    value: () => [range],
    configurable: true,
  });
  try {
    const clipboardData = new DataTransfer();
    const event = new ClipboardEvent("copy", { clipboardData, bubbles: true, cancelable: true });
    startContainer.parentElement!.dispatchEvent(event);
    const [text, html] = ["text/plain", "text/html"].map((type) => event.clipboardData!.getData(type));
    return event.defaultPrevented ? { text: text!, html: html! } : null;
  } finally {
    if (original) Object.defineProperty(Selection.prototype, "getComposedRanges", original);
    else delete (Selection.prototype as { getComposedRanges?: unknown }).getComposedRanges;
  }
}

const entries = () => [...chat.shadowRoot!.querySelectorAll<HTMLElement>("oc-entry")];
/** Times differ. */
const timeless = (text: string | null) => text?.replace(/^(You|Ada), .*\d.*$/gm, "$1, then");

it("says who, when and what, from where it begins to where it ends", async () => {
  await open(["First **answer**\n\n```js\nlet a;\n```", "- one\n- two", "Last answer"]);
  await until(() => chat.shadowRoot!.querySelector("strong"));
  const [mine, , , last] = entries();
  expect(timeless(copied([mine!, 6], [last!, 4]))).to.equal(
    "You, then\n<you>\n\nAda, then\nFirst answer\n\nlet a;\n\nAda, then\n- one\n- two\n\nAda, then\nLast",
  );
});

it("leaves out a message that a renderer of the host hides", async () => {
  await open(["First answer", "Hidden answer", "Last answer"], {
    renderers: { "agent.message": ({ body }) => (body["text"] === "Hidden answer" ? null : undefined) },
  });
  await until(() => entries()[2]?.hidden);
  const [, first, , last] = entries();
  expect(timeless(copied([first!, 0], [last!, 4]))).to.equal("Ada, then\nFirst answer\n\nAda, then\nLast");
});

it("leaves a selection within one message to the browser", async () => {
  await open(["First answer"]);
  const [, answer] = entries();
  expect(copied([answer!, 0], [answer!, 5])).to.equal(null);
});

it("has nothing of a message of which only the name above or the state below is selected", async () => {
  await open(["First answer", "**Last** answer"]);
  await until(() => chat.shadowRoot!.querySelector("strong"));
  const [mine, first, last] = entries();
  const state = mine!.querySelector("[part~=delivery]")!;
  const author = last!.querySelector("[part~=author]")!;
  expect(timeless(copyOf(state.lastChild!, 0, author.firstChild!, 1)?.text ?? null)).to.equal(
    "Ada, then\nFirst answer",
  );
  expect(timeless(copied([first!, 6], [last!, 4]))).to.equal("Ada, then\nanswer\n\nAda, then\nLast");
});

it("is what the browser's own key for copying gives", async () => {
  await open(["First answer", "Last answer"]);
  const [first, last] = entries().slice(1);
  const words = (entry: HTMLElement) =>
    document.createTreeWalker(entry.querySelector("[part~=bubble]")!, NodeFilter.SHOW_TEXT).nextNode()!;
  const field = document.body.appendChild(document.createElement("textarea"));
  const key = navigator.platform.startsWith("Mac") ? "Meta" : "Control";
  const press = async (letter: string) => {
    await sendKeys({ down: key });
    await sendKeys({ press: letter });
    await sendKeys({ up: key });
  };
  try {
    getSelection()!.setBaseAndExtent(words(first!), 6, words(last!), 4);
    await press("c");
    field.focus();
    await press("v");
    await until(() => field.value !== "", "what was copied");
    expect(timeless(field.value)).to.equal("Ada, then\nanswer\n\nAda, then\nLast");
  } finally {
    field.remove();
  }
});

it("has formulas as they were written, within one message too, and no list of sources", async () => {
  const formula = "So $\\frac{a}{b}$ it is, see [the proof](https://example.com/proof)";
  await open([formula, "Last answer"], { features: "math sources" });
  await until(
    () => chat.shadowRoot!.querySelector("math") && chat.shadowRoot!.querySelector("[part=sources]"),
  );
  const [, first, last] = entries();
  const math = first!.querySelector("[data-tex]")!;
  const { text, html } = copyOf(math.querySelector("mi")!.firstChild!, 0, math.parentNode!.lastChild!, 0)!;
  expect(text).to.equal("$\\frac{a}{b}$ it is, see");
  expect(html).to.contain("<mfrac>").and.not.contain("class");
  expect(timeless(copied([first!, 0], [last!, 4]))).to.equal(
    "Ada, then\nSo $\\frac{a}{b}$ it is, see the proof\n\nAda, then\nLast",
  );
});

it("has what is not in the document", async () => {
  await open(Array.from({ length: 300 }, (_, i) => `Answer ${i}`));
  const first = (await chat.reveal(2)) && entries().find((entry) => entry.textContent?.includes("Answer 0"));
  chat.scrollToEnd();
  const last = await until(() => entries().find((entry) => entry.textContent?.includes("Answer 299")));
  await until(() => entries().length < 290);
  const text = copied([first as HTMLElement, 0], [last, 10]) ?? "";
  expect(text.match(/^Answer \d+$/gm)?.length).to.equal(300);
});

it("has nothing of what a renderer hides that was never in the document, and neither has an export", async () => {
  const asked: number[] = [];
  await open(
    Array.from({ length: 200 }, (_, i) => (i === 50 ? "Hidden answer" : `Answer ${i}`)),
    {
      history: "full",
      renderers: {
        "agent.message": ({ seq, body }) => {
          asked.push(seq);
          return body["text"] === "Hidden answer" ? null : undefined;
        },
      },
    },
  );
  await chat.readAll();
  const hidden = chat.entries.find((entry) => entry.kind === "message" && entry.text === "Hidden answer")!;
  expect(asked).not.to.include(hidden.seq);
  const first = (await chat.reveal(2)) && entries().find((entry) => entry.textContent?.includes("Answer 0"));
  chat.scrollToEnd();
  const last = await until(() => entries().find((entry) => entry.textContent?.includes("Answer 199")));
  const text = copied([first as HTMLElement, 0], [last, 10]) ?? "";
  expect(text.match(/^.* answer$|^Answer \d+$/gm)?.length).to.equal(199);
  expect(text).to.not.contain("Hidden");
  expect((await chat.exportMarkdown()).match(/^> .*nswer.*$/gm)?.length).to.equal(199);
});
