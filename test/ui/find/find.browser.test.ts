import { sendKeys } from "@web/test-runner-commands";
import { expect } from "chai";
import { CURRENT, FOUND } from "../../../src/ui/find/marks.js";
import { strings as german } from "../../../src/locales/de.js";
import type { OcSession } from "../../../src/ui/element/oc-session.js";
import { mount, part, until } from "../../support/element.js";
import { LocalServer } from "../../support/local-server.js";
import { tabServiceOn } from "../../support/tab-service.js";
import { WIRES } from "../../support/wires.js";

/** Finding words in the whole log, of which little is in the document. */

const MESSAGES = 400;
const HAS_HIGHLIGHTS = typeof Highlight === "function";

let server: LocalServer;
let chat: OcSession;
let session: string;
const services = { v3: tabServiceOn("v3"), serverless: tabServiceOn("serverless") };

before(async () => {
  server = await LocalServer.start();
});
after(() => server.close());
afterEach(() => {
  chat.remove();
  localStorage.clear();
  sessionStorage.clear();
});

const answer = (text: string) => ({
  type: "agent.message",
  body: { text },
  actor: { type: "agent" as const },
});

async function open(
  texts: readonly string[],
  properties: Partial<OcSession> = {},
  { begin, say } = services.v3,
): Promise<void> {
  const conversation = await begin();
  ({ session } = conversation);
  for (let i = 0; i < texts.length; i += 100) await say(session, ...texts.slice(i, i + 100));
  chat = mount({ ...(conversation as object), ...properties });
  // To its beginning: an entry that comes there changes the number of all others.
  await until(() => chat.historyComplete && chat.entries.length >= texts.length, "the log");
  await until(() => drawn().at(-1)?.ariaPosInSet === `${chat.entries.length}`, "its end");
}

const many = (): string[] =>
  Array.from({ length: MESSAGES }, (_, i) =>
    i % 100 === 7 ? `Needle **num**ber ${i}` : `Hay ${i}. ${"Some more hay. ".repeat(5)}`,
  );

/** What `look` sees once three drawings in a row have changed nothing of it. */
async function settled<T>(look: () => T): Promise<T> {
  const seen = [];
  do {
    seen.push(JSON.stringify(look()));
    await new Promise(requestAnimationFrame);
  } while (new Set(seen.slice(-3)).size > 1 || seen.length < 3);
  return look();
}

const drawn = () => [...chat.shadowRoot!.querySelectorAll<HTMLElement>("oc-entry")];
const transcript = () => part(chat, "transcript")!;
const input = () => part(chat, "find-input") as HTMLInputElement | null;
const count = () => part(chat, "find-count")?.textContent;
const focused = () => chat.shadowRoot!.activeElement;
const isAtEnd = () => {
  const { scrollHeight, scrollTop, clientHeight } = transcript();
  return scrollHeight - scrollTop - clientHeight < 2;
};

/** What a highlight marks, as words. */
function marked(name: string): string[] {
  return [...((CSS.highlights?.get(name) ?? []) as Iterable<StaticRange>)].map((mark) => {
    const range = document.createRange();
    range.setStart(mark.startContainer, mark.startOffset);
    range.setEnd(mark.endContainer, mark.endOffset);
    return range.toString();
  });
}

/** The element around the first of what a highlight marks. */
function around(name: string): Element | null | undefined {
  const [mark] = [...((CSS.highlights?.get(name) ?? []) as Iterable<StaticRange>)];
  return mark?.startContainer.parentElement;
}

/** The entry of the match that the reader is at, where it is in view. */
function shown(): string | undefined {
  const [mark] = [...((CSS.highlights?.get(CURRENT) ?? []) as Iterable<StaticRange>)];
  const entry = mark?.startContainer.parentElement?.closest("oc-entry");
  const [box, rect] = [transcript(), entry].map((element) => element?.getBoundingClientRect());
  return box && rect && rect.top < box.bottom && rect.bottom > box.top
    ? entry?.querySelector("[part~=bubble]")?.textContent?.trim()
    : undefined;
}

async function type(text: string): Promise<void> {
  const field = await until(input, "the bar");
  field.value = text;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

async function press(key: string, ...modifiers: string[]): Promise<void> {
  for (const modifier of modifiers) await sendKeys({ down: modifier });
  await sendKeys({ press: key });
  for (const modifier of modifiers.reverse()) await sendKeys({ up: modifier });
}

for (const wire of WIRES)
  it(`finds what is far outside of the document, goes from match to match and around the ends, on the wire ${wire}`, async () => {
    await open(many(), {}, services[wire]);
    chat.find("needle number");
    await until(() => count() === "1 of 4", "the count");
    const places = HAS_HIGHLIGHTS ? [7, 107, 207, 307] : [];
    for (const [i, place] of [...places, 7].entries()) {
      await until(() => shown() === `Needle number ${place}`, `match ${place}`);
      expect(count()).to.equal(`${(i % 4) + 1} of 4`);
      expect(marked(CURRENT)).to.deep.equal(["Needle number"]);
      await press("Enter");
    }
    if (!HAS_HIGHLIGHTS) return;
    await until(() => count() === "2 of 4");
    await press("Enter", "Shift");
    await press("Enter", "Shift");
    await until(() => shown() === "Needle number 307");
    expect(count()).to.equal("4 of 4");
  });

it("reaches a message far outside of the document within two frames", async () => {
  await open(many());
  chat.find("needle number");
  const isInView = (place: number) => {
    const entry = drawn().find(({ textContent }) => textContent.includes(`Needle number ${place}`));
    const [box, rect] = [transcript(), entry].map((element) => element?.getBoundingClientRect());
    return Boolean(box && rect && rect.top >= box.top && rect.bottom <= box.bottom);
  };
  await until(() => count() === "1 of 4" && isInView(7), "the first match");
  for (const place of [107, 207, 307]) {
    expect(drawn().some(({ textContent }) => textContent.includes(`number ${place}`))).to.equal(false);
    input()!.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
    let frames = 0;
    for (; !isInView(place) && frames < 60; frames += 1) await new Promise(requestAnimationFrame);
    expect(frames, `frames to ${place}`).to.be.at.most(2);
  }
});

it("gives focus and place back with Escape", async () => {
  await open(many());
  part(chat, "input")!.focus();
  chat.find("needle");
  await until(() => count() === "1 of 4");
  await until(() => !isAtEnd());
  await press("Escape");
  await until(() => isAtEnd(), "the end");
  await until(() => !part(chat, "find"));
  expect(focused()).to.equal(part(chat, "input"));
  expect([marked(FOUND), marked(CURRENT)]).to.deep.equal([[], []]);
});

it("gives back a place within the log, and stays at the match when the bar is closed by its button", async () => {
  await open(many());
  transcript().scrollTop -= 3000;
  await until(() => !isAtEnd());
  const top = () => {
    const box = transcript().getBoundingClientRect().top;
    const entry = drawn().find((element) => element.getBoundingClientRect().bottom > box)!;
    return [entry.ariaPosInSet, Math.round(entry.getBoundingClientRect().top - box)] as const;
  };
  const before = await settled(top);
  chat.find("needle number 7");
  await until(() => count() === "1 of 1" && top()[0] !== before[0]);
  await press("Escape");
  await until(() => top()[0] === before[0] && Math.abs(top()[1] - before[1]) <= 2, `${before}`);
  chat.find("needle number 7");
  await until(() => count() === "1 of 1" && top()[0] !== before[0]);
  part(chat, "find")!.querySelector<HTMLElement>("[part~=find-button]:last-of-type")!.click();
  await until(() => !part(chat, "find"));
  expect(Number(top()[0])).to.be.lessThan(20);
});

it("opens with the key while the focus is in the chat, and leaves the second press to the browser", async () => {
  await open(["One", "Two"]);
  const passed: boolean[] = [];
  const note = (event: KeyboardEvent) => {
    if (event.code === "KeyF") passed.push(!event.defaultPrevented);
    event.preventDefault();
  };
  document.addEventListener("keydown", note);
  const modifier = /Mac/.test(navigator.platform) ? "Meta" : "Control";
  try {
    await press("f", modifier);
    expect([passed, part(chat, "find")]).to.deep.equal([[true], null]);
    part(chat, "input")!.focus();
    await press("f", modifier);
    await until(() => focused() === input() && input());
    await press("f", modifier);
    expect(passed).to.deep.equal([true, false, true]);
  } finally {
    document.removeEventListener("keydown", note);
  }
});

it("keeps what is typed in its field from the page", async () => {
  await open(["One", "Two"]);
  chat.find();
  const field = await until(input, "the bar");
  const beyond: string[] = [];
  const note = (event: Event) => beyond.push([event.type, (event as KeyboardEvent).key].join(" ").trim());
  const keys = ["keydown", "keyup", "keypress"];
  const others = ["paste", "copy", "cut", "input"];
  for (const type of [...keys, ...others]) document.addEventListener(type, note);
  const options = { bubbles: true, composed: true };
  for (const key of ["k", "Tab"])
    for (const type of keys) field.dispatchEvent(new KeyboardEvent(type, { key, ...options }));
  for (const type of others) field.dispatchEvent(new Event(type, options));
  for (const type of [...keys, ...others]) document.removeEventListener(type, note);
  expect(beyond).to.deep.equal(["keydown Tab", "keyup Tab", "keypress Tab"]);
});

it("says that nothing was found, and nothing while nothing is sought", async () => {
  await open(["One", "Two"]);
  chat.find("three");
  await until(() => count() === "Nothing found");
  const steps = [...chat.shadowRoot!.querySelectorAll<HTMLButtonElement>("[part~=find-button]")];
  expect(steps.map(({ disabled }) => disabled)).to.deep.equal([true, true, false]);
  await type("");
  await until(() => count() === "");
});

it("speaks another language as soon as the chat does", async () => {
  await open(["One", "Two"]);
  chat.find("three");
  await until(() => count() === "Nothing found");
  chat.lang = "de";
  await until(() => input()?.placeholder === german["find.label"], "the field in German");
  expect(count()).to.equal(german["find.none"]);
});

for (const wire of WIRES)
  it(`counts what comes while it is open, and marks it, on the wire ${wire}`, async () => {
    await open(["One needle", "Two"], {}, services[wire]);
    chat.find("needle");
    await until(() => count() === "1 of 1");
    await services[wire].say(session, "Another `needle`", "A needle in a needle");
    await until(() => count() === "1 of 4");
    if (HAS_HIGHLIGHTS) await until(() => marked(FOUND).length === 4);
  });

it("folds case and accents, and shows what is behind Show more", async () => {
  const long = `${"A long line of words.\n\n".repeat(900)}The CAFÉ at the end`;
  await open(["Hello", long]);
  chat.find("cafe");
  await until(() => count() === "1 of 1");
  if (HAS_HIGHLIGHTS) await until(() => marked(CURRENT)[0] === "CAFÉ");
  expect(focused()).to.equal(input());
});

it("leaves the conversation room in a low window, where the header comes back with the focus", async () => {
  await open(["Needle", ...Array.from({ length: 9 }, () => "Hay.")], { menu: "find" });
  chat.style.cssText = "inline-size: 320px; --oc-height: 256px";
  chat.find("Needle");
  await until(() => count() === "1 of 1", "found");
  const root = chat.shadowRoot!;
  const low = new CSSStyleSheet();
  const rules = root.adoptedStyleSheets
    .flatMap(({ cssRules }) => [...cssRules])
    .filter((rule) => rule instanceof CSSMediaRule && rule.conditionText === "(max-height: 20em)")
    .flatMap((rule) => [...(rule as CSSMediaRule).cssRules].map(({ cssText }) => cssText));
  low.replaceSync(rules.join(""));
  root.adoptedStyleSheets.push(low);
  expect(transcript().clientHeight).to.be.at.least(75);
  const top = (name: string) => part(chat, name)!.getBoundingClientRect().top;
  expect(top("find") - chat.getBoundingClientRect().top).to.be.below(2);
  part(chat, "menu-button")!.focus();
  expect(part(chat, "header")!.getBoundingClientRect().bottom).to.be.at.most(top("find") + 1);
});

for (const css of ["zoom: 1.5", "zoom: 0.5", "transform: scale(0.5)"])
  it(`shows a match deep in a long message with ${css}`, async () => {
    const long = Array.from({ length: 90 }, (_, i) => (i === 80 ? "The needle" : `Hay ${i}`)).join("\n\n");
    document.body.style.cssText = css;
    try {
      await open([long, ...Array.from({ length: 20 }, () => "More hay.")]);
      chat.find("needle");
      await until(() => count() === "1 of 1", "the match");
      const isInView = () => {
        const line = [...chat.shadowRoot!.querySelectorAll("p")].find((p) => p.textContent === "The needle");
        const [box, rect] = [transcript(), line].map((element) => element?.getBoundingClientRect());
        return box && rect && rect.top >= box.top && rect.bottom <= box.bottom;
      };
      await until(isInView, "the match in view");
    } finally {
      document.body.removeAttribute("style");
    }
  });

it("unfolds steps of work, their output and the details of a card", async () => {
  const { id, token } = await server.createSession({});
  session = id;
  const agent = { actor: { type: "agent" as const }, turn_id: "turn_1" };
  const progress = { ...agent, level: "progress" as const };
  const steps = Array.from({ length: 20 }, (_, i) => [
    {
      type: "tool.call",
      ...progress,
      body: { tool: i === 3 ? "needle" : "shell", args_summary: `step ${i}` },
    },
    { type: "tool.result", ...progress, body: { text: i === 9 ? "one NEEDLE, one needle" : "fine" } },
  ]).flat();
  await server.appendEvents(id, { type: "turn.started", ...agent, body: {} }, ...steps);
  await server.appendEvents(id, { type: "turn.completed", ...agent, body: {} });
  await server.appendEvents(
    id,
    {
      type: "http.request",
      source: "http",
      actor: { type: "trigger" as const, display: "Build" },
      body: { payload: { text: "Failed", needle: 1 } },
    },
    ...Array.from({ length: 40 }, (_, i) => answer(`Hay ${i}. ${"Some more hay. ".repeat(20)}`)),
  );
  chat = mount({ session: id, token, baseUrl: server.baseUrl, activity: "line" });
  await until(() => chat.entries.length >= 42, "the log");
  chat.find("needle");
  const at = async (place: string, text: string) => {
    await until(() => count() === place, place);
    const words = () => marked(CURRENT)[0] && around(CURRENT)?.textContent;
    if (HAS_HIGHLIGHTS) await until(() => words() === text, text);
    await press("Enter");
  };
  await at("1 of 4", "needle");
  await at("2 of 4", "one NEEDLE, one needle");
  await at("3 of 4", "one NEEDLE, one needle");
  await until(() => count() === "4 of 4");
  const unfolded = () =>
    [...chat.shadowRoot!.querySelectorAll("details[open]")].map(
      (one) => one.getAttribute("part") ?? one.className,
    );
  await until(() => unfolded().join() === "activity,fold,fold", "all that has it");
  expect(focused()).to.equal(input());
});

it("looks into no work that is not shown", async () => {
  const { id, token } = await server.createSession({});
  session = id;
  const progress = { actor: { type: "agent" as const }, turn_id: "turn_1", level: "progress" as const };
  await server.appendEvents(
    id,
    { type: "tool.call", ...progress, body: { tool: "needle" } },
    answer("One needle"),
  );
  chat = mount({ session: id, token, baseUrl: server.baseUrl });
  await until(() => chat.entries.length > 0);
  chat.find("needle");
  await until(() => count() === "1 of 1");
});

it("is a search with names for everything, that is told when it is done", async () => {
  await open(["One needle"]);
  chat.find("needle");
  const bar = await until(() => part(chat, "find"));
  await until(() => bar.querySelector("[aria-live]")?.textContent === "1 of 1");
  expect([bar.role, bar.ariaLabel]).to.deep.equal(["search", "Find in conversation"]);
  expect(input()!.ariaLabel).to.equal("Find in conversation");
  const names = [...bar.querySelectorAll("button")].map(({ ariaLabel }) => ariaLabel);
  expect(names).to.deep.equal(["Previous match", "Next match", "Close"]);
});

it("is offered by the menu, whose button gets the focus back", async () => {
  await open(["One needle"], { menu: "find" });
  const button = await until(() => part(chat, "menu-button"));
  button.focus();
  button.click();
  (await until(() => part(chat, "menu-item"))).click();
  await until(() => focused() === input() && input());
  await press("Escape");
  expect(focused()).to.equal(part(chat, "menu-button"));
});

it("ends with its conversation", async () => {
  await open(["One needle"]);
  chat.find("needle");
  await until(() => count() === "1 of 1");
  chat.reset();
  await until(() => !part(chat, "find"));
  expect(marked(FOUND)).to.deep.equal([]);
});
