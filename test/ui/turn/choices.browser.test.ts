import { sendKeys } from "@web/test-runner-commands";
import { expect } from "chai";
import type { SessionState } from "../../../src/session/state/state.js";
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
