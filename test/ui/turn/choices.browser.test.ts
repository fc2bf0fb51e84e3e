import { sendKeys } from "@web/test-runner-commands";
import { expect } from "chai";
import type { MessageEntry, QuestionEntry, SessionState } from "../../../src/session/state/state.js";
import { SessionError } from "../../../src/wire/errors.js";
import { appended, Fixture, message, stateOf } from "../transcript/transcript-fixture.js";

const SUGGESTIONS = ["Why?", { label: "Shorter", text: "Say it in one sentence." }];

let fixture: Fixture;

afterEach(() => fixture.remove());

async function open(state: SessionState, suggestions: typeof SUGGESTIONS | [] = SUGGESTIONS): Promise<void> {
  fixture = new Fixture(state, { suggestions });
  await fixture.painted();
}

const buttons = (part: string) => [
  ...fixture.transcript.querySelectorAll<HTMLButtonElement>(`[part~="${part}"]`),
];
const words = (part: string) => buttons(part).map(({ textContent }) => textContent.trim());
const sent = () => fixture.events.filter(([type]) => type === "oc-request-send").map(([, detail]) => detail);

describe("suggestions", () => {
  it("stand under the agent's last message, and what is chosen is sent", async () => {
    await open(stateOf(2));
    expect(words("suggestion")).to.deep.equal(["Why?", "Shorter"]);
    const last = fixture.entries.at(-1)!.getBoundingClientRect().bottom;
    expect(buttons("suggestion")[0]!.getBoundingClientRect().top).to.be.at.least(last);
    for (const button of buttons("suggestion")) button.click();
    expect(sent()).to.deep.equal([{ text: "Why?" }, { text: "Say it in one sentence." }]);
  });

  it("are left out where they are none, and the others stay", async () => {
    const odd = [null, 7, "", { label: "No text" }, { label: Symbol("x"), text: "x" }, "Why?"];
    await open(stateOf(2), odd as typeof SUGGESTIONS);
    expect(words("suggestion")).to.deep.equal(["Why?"]);
  });

  it("are chosen by the keyboard, in a group with a name", async () => {
    await open(stateOf(2));
    buttons("suggestion")[0]!.focus();
    await sendKeys({ press: "Enter" });
    expect(sent()).to.deep.equal([{ text: "Why?" }]);
    expect(buttons("suggestion")[0]!.parentElement!.getAttribute("aria-label")).to.equal("Suggestions");
  });

  it("are not there while the agent works, after a person's word, or before the log is read", async () => {
    const answered = stateOf(2);
    const waits = message(0, { key: "k", seq: null, mine: true, from: "user", delivery: "waiting" });
    await open(answered);
    for (const state of [
      { ...answered, turn: "working" },
      { ...answered, caughtUp: false },
      { ...answered, pending: [waits] },
      stateOf(3),
      stateOf(0),
    ] as const) {
      await fixture.show(state);
      expect(words("suggestion")).to.deep.equal([]);
      await fixture.show(answered);
      expect(words("suggestion")).to.have.length(2);
    }
  });

  it("keep their full stops where the page lies the other way", async () => {
    await open(stateOf(2), ["نعم.", "Yes."]);
    const directions = buttons("suggestion").map((button) => getComputedStyle(button).direction);
    expect(directions).to.deep.equal(["rtl", "ltr"]);
  });

  it("stay under the answer when a remark follows it", async () => {
    const notice = { kind: "notice", tone: "warning", code: "max_turns", text: "" } as const;
    await open(appended(stateOf(2), { ...message(3), ...notice }));
    expect(words("suggestion")).to.have.length(2);
  });

  it("are the answers offered where the agent has asked", async () => {
    await open(stateOf(2, { turn: "awaiting-input" }));
    expect(words("option")).to.deep.equal(["Why?", "Shorter"]);
    expect(words("suggestion")).to.deep.equal([]);
    expect(buttons("option")[0]!.parentElement!.getAttribute("aria-label")).to.equal("Answers");
  });

  it("come into view with the answer, for a reader at the end", async () => {
    await open(stateOf(8, { turn: "working" }));
    await fixture.show(stateOf(8));
    expect(fixture.toEnd).to.be.lessThan(2);
    expect(words("suggestion")).to.have.length(2);
  });
});

describe("a question", () => {
  const question: QuestionEntry = {
    ...({ kind: "question", id: "q", key: "q", seq: 3, time: null, turnId: "t", questionId: "q_1" } as const),
    ...({ text: "Which **colour**?", options: [], state: "open", answer: "" } as const),
  };
  const options = [
    { label: "Red", value: "r" },
    { label: "Blue", value: "b" },
  ];
  const asked = (change: Partial<QuestionEntry> = {}): SessionState => {
    const entry: QuestionEntry = { ...question, ...change };
    return { ...appended(stateOf(2), entry), turn: "awaiting-input", question: entry };
  };

  it("stands as the agent's message, with its answers as buttons under it", async () => {
    await open(asked({ options }));
    const entry = fixture.entries.at(-1)!;
    expect(entry.classList.contains("question")).to.equal(true);
    expect(entry.querySelector("[part~=bubble][part~=agent]")!.textContent.trim()).to.equal("Which colour?");
    expect(entry.querySelector("[part~=author] + .visually-hidden")!.textContent).to.equal("Question");
    expect(words("option")).to.deep.equal(["Red", "Blue"]);
    buttons("option")[1]!.click();
    expect(sent()).to.deep.equal([{ text: "Blue" }]);
  });

  it("offers what its options show, and sends what they say", async () => {
    const labels = ["file\u202egpj.exe", "\u202e\u2066", "Red"];
    const options = labels.map((label) => ({ label, value: label }));
    await open(asked({ options }));
    expect(words("option")).to.deep.equal(["filegpj.exe", "Red"]);
    buttons("option")[0]!.click();
    expect(sent()).to.deep.equal([{ text: labels[0] }]);
  });

  it("without options has the answers that the host suggests", async () => {
    await open(asked());
    expect(words("option")).to.deep.equal(["Why?", "Shorter"]);
  });

  it("is let go of by a button, where that is served", async () => {
    await open(asked({ options }));
    expect(fixture.transcript.querySelector(".choices .button")).to.equal(null);
    let dismissed = 0;
    fixture.host.shadowRoot!.addEventListener("oc-request-dismiss", () => (dismissed += 1));
    fixture.transcript.canDismiss = true;
    await fixture.painted();
    const button = fixture.transcript.querySelector<HTMLButtonElement>(".choices .button")!;
    expect(button.textContent.trim()).to.equal("Skip the question");
    button.click();
    expect(dismissed).to.equal(1);
  });

  it("has no buttons where nothing can be sent, nor once it is answered", async () => {
    await open(asked({ options }));
    fixture.transcript.canAnswer = false;
    await fixture.painted();
    expect(words("option")).to.deep.equal([]);
    fixture.transcript.canAnswer = true;
    await fixture.show({
      ...asked({ options, state: "answered", answer: "Blue" }),
      question: null,
      turn: "working",
    });
    expect(words("option")).to.deep.equal([]);
    expect(fixture.entries.at(-1)!.classList.contains("question")).to.equal(false);
  });
});

describe("a message of one's own", () => {
  const mine = (change: Partial<MessageEntry>) =>
    message(3, { mine: true, from: "user", delivery: "sent", ...change });
  const delivery = () => fixture.entries.at(-1)!.querySelector("[part~=delivery]")!.textContent.trim();

  it("says that it is queued behind the turn under way", async () => {
    const state = appended(stateOf(2, { turn: "working" }), mine({}));
    await open({ ...state, fold: { ...state.fold, running: { bounded: true, startedAt: null } } });
    expect(delivery()).to.equal("Queued");
    await fixture.show(state);
    expect(delivery()).to.equal("Sent");
  });

  it("says that it waits for an answer, or that it was not delivered", async () => {
    await open(appended(stateOf(2), mine({ heldId: "h" })));
    expect(delivery()).to.equal("Waits until the question is answered");
    const error = new SessionError("question-stale", "");
    await fixture.show(appended(stateOf(2), mine({ heldId: "h", delivery: "failed", error })));
    expect(delivery()).to.equal("Not delivered: the question was closed");
  });
});
