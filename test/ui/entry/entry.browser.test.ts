import { expect } from "chai";
import { SessionError } from "../../../src/wire/errors.js";
import type { Entry } from "../../../src/session/state/state.js";
import { ALL_URLS } from "../../../src/ui/presentation/safe-urls.js";
import { strings as german } from "../../../src/locales/de.js";
import { english } from "../../../src/ui/language/english.js";
import type { Renderer } from "../../../src/ui/presentation/presentation.js";
import {
  card,
  EntryFixture,
  message,
  notice,
  ownMessage,
  question,
  sessionEvent,
  work,
} from "../../support/entries.js";
import { clickable } from "../../support/clickable.js";
import { loadActivity } from "../../../src/ui/turn/activity-loader.js";
import { loadMarkdown } from "../../../src/ui/content/markdown-loader.js";

before(() => Promise.all([loadMarkdown(), loadActivity()]));

let fixture: EntryFixture;
const show = async (...args: Parameters<typeof EntryFixture.show>) =>
  (fixture = await EntryFixture.show(...args));
const text = (part: string) => fixture.part(part)?.textContent?.replace(/\s+/g, " ").trim();
const textOf = (selector: string) => fixture.element.querySelector(selector)?.textContent?.trim();

afterEach(() => fixture.remove());

describe("a message", () => {
  it("says who wrote what and when", async () => {
    await show(message("**Hello**", { name: "writer" }));
    expect(text("author")).to.equal("Ada");
    expect(text("avatar")).to.equal("A");
    expect(fixture.markup).to.contain("<strong>Hello</strong>");
    const time = fixture.part("time") as HTMLTimeElement;
    expect(time.dateTime).to.equal("2026-05-04T09:30:00.000Z");
    for (const part of ["message", "bubble", "avatar", "author", "time"]) {
      expect([...fixture.part(part)!.part], part).to.deep.equal([part, "agent"]);
    }
  });

  it("shows the agent's face where the host gives one", async () => {
    await show(message("a"), {
      agentAvatar: "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7",
    });
    expect(fixture.part("avatar")).to.be.instanceOf(HTMLImageElement);
    expect(fixture.part("avatar")!.getAttribute("alt")).to.equal("");
  });

  it("names people and the system by what is known of them", async () => {
    await show(ownMessage("a", { name: "Grace" }));
    expect(text("author")).to.equal("You");
    await fixture.update(message("a", { from: "user", name: "Gr\u202eace" }));
    expect(text("author")).to.equal("Grace");
    await fixture.update(message("a", { from: "user" }));
    expect(text("author")).to.equal("Guest");
    await fixture.update(message("a", { from: "system" }));
    expect(text("author")).to.equal("System");
    await fixture.update(message("a", { name: "writer" }), { agentName: "" });
    expect(text("author")).to.equal("writer");
    await fixture.update(message("a"), { agentName: "" });
    expect(text("author")).to.equal("Agent");
  });

  it("of a person is words, line breaks and addresses, never markup", async () => {
    await show(ownMessage("**a** <b>\nhttps://a.example, javascript:x"));
    expect(fixture.part("bubble")!.textContent).to.equal("**a** <b>\nhttps://a.example, javascript:x");
    expect(fixture.parts("link").map((link) => (link as HTMLAnchorElement).href)).to.deep.equal([
      "https://a.example/",
    ]);
  });

  it("of one's own says how far it got", async () => {
    await show(ownMessage("a", { delivery: "waiting" }));
    expect(text("delivery")).to.equal("Waiting to send");
    expect([...fixture.part("bubble")!.part]).to.deep.equal(["bubble", "user", "pending"]);
    await fixture.update(ownMessage("a", { delivery: "sending" }));
    expect(text("delivery")).to.equal("Sending…");
    await fixture.update(ownMessage("a", { delivery: "sent" }));
    expect(text("delivery")).to.equal("Sent");
    expect([...fixture.part("bubble")!.part]).to.deep.equal(["bubble", "user"]);
    await fixture.update(ownMessage("a", { delivery: "picked-up" }));
    expect(text("delivery")).to.equal("Seen");
  });

  it("that failed says why, and asks to be sent again or given up", async () => {
    const error = new SessionError("invalid", "400 at https://api.example");
    const asked: unknown[] = [];
    await show(ownMessage("a", { key: "key_1", delivery: "failed", error }));
    for (const name of ["oc-request-retry", "oc-request-discard"]) {
      fixture.element.addEventListener(name, (event) =>
        asked.push([name, (event as CustomEvent).detail, event.composed]),
      );
    }
    expect(text("delivery")).to.equal("Not sent. The message was not accepted.");
    expect([...fixture.part("message")!.part]).to.deep.equal(["message", "user", "failed"]);
    fixture.part("retry-button")!.click();
    fixture.part("discard-button")!.click();
    expect(asked).to.deep.equal([
      ["oc-request-retry", { key: "key_1" }, false],
      ["oc-request-discard", { key: "key_1" }, false],
    ]);
    await fixture.update(ownMessage("a", { delivery: "failed" }));
    expect(text("delivery")).to.equal(english["delivery.unsure"]);
  });

  it("that failed says so at the edge of its bubble, on each line", async () => {
    await show(ownMessage("a", { delivery: "failed" }));
    fixture.host.style.inlineSize = "8em";
    const range = document.createRange();
    range.selectNodeContents(fixture.part("delivery")!);
    const ends = [...range.getClientRects()].filter(({ width }) => width > 20).map(({ right }) => right);
    expect(ends.length).to.be.above(1);
    const { right } = fixture.part("bubble")!.getBoundingClientRect();
    for (const end of ends) expect(end).to.be.closeTo(right, 5);
  });

  it("that failed is not offered to be sent again where that cannot succeed", async () => {
    const error = new SessionError("network", "Gone.");
    await show(ownMessage("a", { key: "key_1", delivery: "failed", error }), { canRetry: false });
    expect(fixture.part("retry-button")).to.equal(null);
    expect(text("discard-button")).to.equal("Discard");
    await fixture.update(fixture.element.entry, { canRetry: true });
    expect(text("retry-button")).to.equal("Try again");
    for (const code of ["too-large", "retired", "closed"] as const) {
      await fixture.update(ownMessage("a", { delivery: "failed", error: new SessionError(code, "Final.") }));
      expect(fixture.part("retry-button"), code).to.equal(null);
      expect(text("discard-button")).to.equal("Discard");
    }
  });

  it("of the agent can be copied", async () => {
    await show(message("a"));
    expect(text("copy-button")).to.equal("Copy");
    await fixture.update(ownMessage("a"));
    expect(fixture.part("copy-button")).to.equal(null);
  });

  it("keeps its nodes from pending to confirmed", async () => {
    await show(ownMessage("a", { seq: null, delivery: "waiting" }));
    const [bubble, words] = [fixture.part("bubble"), fixture.part("bubble")!.firstChild];
    await fixture.update(ownMessage("a", { seq: 7, delivery: "sent" }));
    expect(fixture.part("bubble")).to.equal(bubble);
    expect(fixture.part("bubble")!.firstChild).to.equal(words);
  });
});

describe("a link", () => {
  it("is what can be clicked, and not the entry around it", async () => {
    const found = await clickable(() => show(message("[here](https://a.example)")));
    expect(fixture.element.querySelector("a")).to.not.equal(null);
    expect(found).to.deep.equal([]);
  });

  it("asks the host before it is followed", async () => {
    const entry = message("[*a*](https://a.example)");
    await show(entry);
    const details: unknown[] = [];
    let wasStopped: boolean | undefined;
    fixture.host.addEventListener("oc-link", (event) => {
      details.push((event as CustomEvent).detail);
      event.preventDefault();
    });
    document.addEventListener("click", (event) => (wasStopped = event.defaultPrevented), { once: true });
    fixture.element.querySelector<HTMLElement>("a em")!.click();
    expect(details).to.deep.equal([{ href: "https://a.example/", entry }]);
    expect(wasStopped).to.equal(true);
  });
});

describe("the tab stop", () => {
  const href = "https://a.example/x";
  const ENTRIES: Readonly<Record<string, Entry>> = {
    message: message(`A [link](${href}), code:\n\n\`\`\`js\n1\n\`\`\``),
    "message with files": message("Here.", {
      attachments: [{ url: href, name: "a.pdf", type: "", size: null }],
    }),
    "message of the person": ownMessage(`See ${href}`),
    notice: notice({ text: `See ${href}` }),
    question: question(`Is it [this](${href})?`),
    card: card({ href, text: "ready", payload: "{}" }),
    work: work([{ id: "1", label: "fetch", detail: href, ok: true, output: "ready" }]),
  };
  for (const [name, entry] of Object.entries(ENTRIES)) {
    it(`leaves every element of a ${name} where it is: a press that replaced a link would be no click`, async () => {
      await show(entry);
      const before = [...fixture.element.querySelectorAll("*")];
      fixture.element.tabIndex = 0;
      await fixture.element.updateComplete;
      const after = [...fixture.element.querySelectorAll("*")];
      expect(after.length).to.equal(before.length);
      expect(after.every((element, i) => element === before[i])).to.equal(true);
    });
  }
});

describe("a card", () => {
  it("is a link that shows its host, and fetches nothing", async () => {
    await show(card({ card: "preview", title: "My page", text: "ready", href: "https://a.example/x" }));
    expect(fixture.part("link")!.textContent).to.equal("My page");
    expect(textOf(".card-kind")).to.equal("Preview");
    expect(textOf(".card-host")).to.equal("a.example");
    expect(textOf(".card-text")).to.equal("ready");
    expect(fixture.element.querySelector("iframe, img, object, embed")).to.equal(null);
  });

  it("is words where its address may not be followed", async () => {
    await show(card({ card: "artifact", title: "report.pdf", href: "javascript:alert(1)" }));
    expect(textOf(".card-title")).to.equal("report.pdf");
    expect(fixture.part("link")).to.equal(null);
    await fixture.update(card({ card: "pull-request", title: "", href: null }));
    expect(textOf(".card-title")).to.equal("Pull request");
  });

  it("without a title is named by its host", async () => {
    await show(card({ href: "https://a.example:8080/x" }));
    expect(fixture.part("link")!.textContent).to.equal("a.example:8080");
    expect(textOf(".card-host")).to.equal(undefined);
  });
});

describe("a card", () => {
  it("says how a review or checks came out, before what was said", async () => {
    await show(
      card({ card: "pull-request", code: "checks_completed", verdict: "failing", text: "build, lint" }),
    );
    expect(textOf(".card-text")).to.equal("Failing checks: build, lint");
    await fixture.update(card({ card: "pull-request", verdict: "approved" }));
    expect(textOf(".card-text")).to.equal("Approved");
  });

  it("is called by what a service reports, in the person's language, and by the event's name where it is new", async () => {
    const merged = card({ card: "pull-request", code: "merged", title: "#42" });
    await show(merged);
    expect(textOf(".card-title")).to.equal("Merged · #42");
    await fixture.update(merged, { strings: german });
    expect(textOf(".card-title")).to.equal("Zusammengeführt · #42");
    for (const [code, words] of [
      ["issue.re_opened", "Issue re opened"],
      ["__proto__", "Proto"],
      ["", "Pull request"],
    ] as const) {
      await fixture.update(card({ card: "pull-request", code }), { strings: english });
      expect(textOf(".card-title")!.trim()).to.equal(words);
    }
  });

  it("of a source folds the data that it came with, for mouse and keyboard", async () => {
    const payload = '{\n  "html": "<b>\u202e</b>"\n}';
    await show(card({ card: "source", title: "Nightly build", text: "Build 7 failed.", payload }));
    expect(textOf(".card-kind")).to.equal("Automation");
    const details = fixture.element.querySelector("details")!;
    const text = details.querySelector<HTMLElement>(".fold-text")!;
    expect(text.checkVisibility()).to.equal(false);
    const summary = details.querySelector("summary")!;
    expect(summary.textContent!.trim()).to.equal("Details");
    summary.click();
    expect(details.open && text.checkVisibility()).to.equal(true);
    expect(text.textContent).to.equal(payload.replace("\u202e", ""));
    // The text scrolls, so the keyboard must get into it.
    text.focus();
    expect(fixture.host.shadowRoot!.activeElement).to.equal(text);
    await fixture.update(card({ card: "source", title: "Nightly build" }));
    expect(fixture.element.querySelector("details")).to.equal(null);
  });

  it("with a link can be unfolded without following it", async () => {
    await show(
      card({ card: "pull-request", title: "Comment", href: "https://a.example/1", payload: "all of it" }),
    );
    const summary = fixture.element.querySelector("summary")!;
    const { left, top, width, height } = summary.getBoundingClientRect();
    const hit = fixture.host.shadowRoot!.elementFromPoint(left + width / 2, top + height / 2)!;
    expect(summary.contains(hit), hit.outerHTML).to.equal(true);
  });
});

describe("a notice", () => {
  const words = () =>
    [...fixture.element.querySelectorAll("[part~=notice] p")].map((p) => p.textContent).join(" ");

  it("has words of its own for what the service means", async () => {
    await show(notice({ code: "max_turns", tone: "warning" }));
    expect(words()).to.equal(english["notice.max_turns"]);
    expect([...fixture.part("notice")!.part]).to.deep.equal(["notice", "warning"]);
    await fixture.update(notice({ code: "needs_input" }));
    expect(words()).to.equal("Ada is waiting for your answer.");
    await fixture.update(notice({ code: "unreadable" }));
    expect(words()).to.equal("This could not be shown.");
    await fixture.update(notice({ code: "insufficient_credits", tone: "error", text: "Top up" }));
    expect(words()).to.equal("Ada is out of credit and cannot answer. Top up");
  });

  it("of an unknown kind says what the service says", async () => {
    await show(notice({ code: "event", text: "<b>Deployed</b> to https://a.example" }));
    expect(words()).to.equal("<b>Deployed</b> to https://a.example");
    expect(fixture.part("link")).to.not.equal(null);
    await fixture.update(notice({ code: "toString", tone: "error", text: "x" }));
    expect(words()).to.equal("Something went wrong. x");
  });
});

describe("a turn's work", () => {
  const openWork = async () => {
    const details = fixture.element.querySelector<HTMLDetailsElement>("[part=activity]")!;
    const opened = new Promise((resolve) => details.addEventListener("toggle", resolve, { once: true }));
    details.open = true;
    await opened;
  };
  const labels = () => [...fixture.element.querySelectorAll(".step-label")].map((label) => label.textContent);
  const many = (count: number) =>
    work(Array.from({ length: count }, (_, i) => ({ id: `${i}`, label: `tool ${i}`, detail: "", ok: null })));

  it("folds what each tool gave back, and keeps that open when more steps come", async () => {
    const read = { id: "1", label: "read", detail: "a.txt", ok: true, output: "line 1\nline 2" };
    await show(work([read]));
    await openWork();
    const output = fixture.element.querySelector<HTMLDetailsElement>("li details")!;
    expect(output.querySelector("summary")!.textContent!.trim()).to.equal("Output");
    expect(output.open).to.equal(false);
    output.querySelector("summary")!.click();
    expect(output.querySelector<HTMLElement>(".fold-text")!.innerText).to.equal("line 1\nline 2");
    await fixture.update(work([read, { id: "2", label: "write", detail: "", ok: null }]));
    expect(output.isConnected && output.open).to.equal(true);
  });

  it("of twenty thousand steps opens in a window on the last of them", async () => {
    const entry = many(20_000);
    const began = performance.now();
    await show(entry);
    await openWork();
    expect(performance.now() - began, "milliseconds until it is drawn").to.be.below(2000);
    expect(fixture.element.querySelector("summary")!.textContent!.trim()).to.equal("Did 20,000 steps");
    expect([labels().length, labels()[0], labels().at(-1)]).to.deep.equal([100, "tool 19900", "tool 19999"]);
    fixture.element.querySelector<HTMLElement>(".show-more")!.click();
    await fixture.element.updateComplete;
    expect([labels().length, labels()[0]]).to.deep.equal([200, "tool 19800"]);
  });

  it("gives the focus on when the last of its steps are shown", async () => {
    await show(many(150));
    await openWork();
    const more = fixture.element.querySelector<HTMLElement>(".show-more")!;
    more.focus();
    more.click();
    await fixture.element.updateComplete;
    expect(labels().length).to.equal(150);
    expect(fixture.element.querySelector(".show-more")).to.equal(null);
    expect(fixture.host.shadowRoot!.activeElement).to.equal(fixture.element.querySelector("summary"));
  });

  it("is folded under one line and tells each step's outcome", async () => {
    await show(
      work([
        { id: "1", label: "python primes.py", detail: "2\n3", ok: true },
        { id: "2", label: "rm", detail: "", ok: false },
        { id: "3", label: "", detail: "Thinking…", ok: null },
      ]),
    );
    const details = fixture.part("activity") as HTMLDetailsElement;
    expect(details.open).to.equal(false);
    expect(details.querySelector("summary")!.textContent!.trim()).to.equal("Did 3 steps");
    await openWork();
    const steps = [...details.querySelectorAll("li")].map((step) =>
      step.textContent!.replace(/\s+/g, " ").trim(),
    );
    expect(steps).to.deep.equal(["Donepython primes.py 2 3", "Failedrm", "Thinking…"]);
  });
});

describe("a host's renderer", () => {
  const retained = (type = "shop.order"): Entry =>
    message("default", { event: sessionEvent(type, { id: 7 }) });
  const by = (renderer: Renderer, type = "shop.order") => ({ renderers: { [type]: renderer } });

  it("gets the event and may say text, which is never markup", async () => {
    await show(
      retained(),
      by(({ body }) => `**Order** <b>${String(body["id"])}</b>`),
    );
    expect(fixture.part("bubble")!.textContent).to.equal("**Order** <b>7</b>");
  });

  it("is chosen by exact type, then by the longest prefix", async () => {
    const renderers = {
      "*": () => "no",
      "shop.*": () => "shop",
      "shop.order.*": () => "orders",
      "shop.order.paid": () => "paid",
    };
    const words = async (type: string) => {
      await fixture.update(retained(type), { renderers });
      return fixture.part("bubble")!.textContent;
    };
    await show(retained());
    expect(await words("shop.order.paid")).to.equal("paid");
    expect(await words("shop.order.sent")).to.equal("orders");
    expect(await words("shop.cart")).to.equal("shop");
    expect(await words("shopping")).to.equal("default");
    expect(await words("constructor")).to.equal("default");
  });

  it("leaves the default by undefined and hides by null", async () => {
    await show(
      retained(),
      by(() => undefined),
    );
    expect(fixture.part("bubble")!.textContent).to.equal("default");
    await fixture.update(
      retained(),
      by(() => null),
    );
    expect(fixture.element.textContent).to.equal("");
    expect(fixture.element.hidden).to.equal(true);
    await fixture.update(message("a"));
    expect(fixture.element.hidden).to.equal(false);
  });

  it("alone shows an event that has no words", async () => {
    const bare = message("", { from: "system", event: sessionEvent("shop.order") });
    await show(
      bare,
      by(() => undefined),
    );
    expect(fixture.element.hidden).to.equal(true);
    expect(fixture.element.textContent).to.equal("");
    await fixture.update(
      bare,
      by(() => "An order"),
    );
    expect(fixture.element.hidden).to.equal(false);
    expect(fixture.part("bubble")!.textContent).to.equal("An order");
  });

  it("gives a node, which is a light child of the host until the entry goes", async () => {
    const node = document.createElement("section");
    let signal: AbortSignal | undefined;
    await show(
      retained(),
      by((_event, context) => {
        signal = context.signal;
        return node;
      }),
    );
    expect(node.parentNode).to.equal(fixture.host);
    expect(node.assignedSlot).to.equal(fixture.element.querySelector("slot"));
    expect(signal!.aborted).to.equal(false);
    fixture.element.remove();
    expect(node.parentNode).to.equal(null);
    expect(signal!.aborted).to.equal(true);
  });

  it("gives any node: a fragment or a text is put into an element", async () => {
    const fragment = document.createRange().createContextualFragment("a<i>b</i>");
    await show(
      retained(),
      by(() => fragment),
    );
    expect(fixture.host.innerHTML).to.match(/^<div slot="oc-entry-\d+">a<i>b<\/i><\/div>$/);
  });

  it("runs once an event, and again when the entry moved or another renderer is set", async () => {
    const entry = retained();
    let runs = 0;
    const renderers = by(() => {
      runs += 1;
      return document.createElement("section");
    });
    await show(entry, renderers);
    await fixture.update(entry, { strings: { ...english } });
    expect(runs).to.equal(1);
    const box = document.createElement("div");
    fixture.host.shadowRoot!.append(box);
    box.append(fixture.element);
    await fixture.element.updateComplete;
    expect(runs).to.equal(2);
    expect(fixture.host.children).to.have.length(1);
    await fixture.update(
      entry,
      by(() => "text"),
    );
    expect(fixture.host.children).to.have.length(0);
  });

  it("that throws, or gives what it may not, is reported and replaced by the default", async () => {
    const reports: SessionError[] = [];
    await show(retained());
    fixture.element.addEventListener("oc-request-report", (event) =>
      reports.push((event as CustomEvent<{ error: SessionError }>).detail.error),
    );
    const failure = new Error("mine");
    await fixture.update(
      retained(),
      by(() => {
        throw failure;
      }),
    );
    expect(fixture.part("bubble")!.textContent).to.equal("default");
    const wrong = (() => ({ html: "<b>" })) as unknown as Renderer;
    await fixture.update(retained(), by(wrong));
    expect(fixture.part("bubble")!.textContent).to.equal("default");
    expect(reports.map(({ code }) => code)).to.deep.equal(["renderer", "renderer"]);
    expect(reports[0]!.cause).to.equal(failure);
  });
});

describe("an entry", () => {
  it("follows its element to any kind", async () => {
    await show(message("a"), { images: ALL_URLS });
    await fixture.update(notice({ code: "canceled" }));
    await fixture.update(card({ title: "b" }));
    await fixture.update(work([]));
    await fixture.update(ownMessage("c"));
    expect(fixture.part("bubble")!.textContent).to.equal("c");
    expect(
      fixture.element.querySelectorAll("[part~=message], [part~=notice], [part~=card], details"),
    ).to.have.length(1);
  });
});
