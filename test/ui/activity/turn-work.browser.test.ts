import { sendKeys } from "@web/test-runner-commands";
import { expect } from "chai";
import type { WorkEntry, WorkStep } from "../../../src/session/state/state.js";
import { loadActivity } from "../../../src/ui/turn/activity-loader.js";
import { appended, Fixture, message, stateOf } from "../transcript/transcript-fixture.js";

const MINUTE_MS = 60_000;

/** When the turn began, by the log's clock. */
const START = Date.now() - 2 * MINUTE_MS;
const at = (second: number) => new Date(START + second * 1000);

function step(id: string, from: number, to: number | null, fields: Partial<WorkStep> = {}): WorkStep {
  const ok = to === null ? null : true;
  const times = { startedAt: at(from), endedAt: to === null ? null : at(to) };
  return { id, label: `tool ${id}`, detail: "", ok, output: "", ...times, ...fields };
}

function work(steps: readonly WorkStep[], fields: Partial<WorkEntry> = {}): WorkEntry {
  const { id, key, seq, time, turnId } = message(3);
  const turn = { state: "running", startedAt: at(0), endedAt: null } as const;
  return { id, key, seq, time, turnId, kind: "work", steps, ...turn, ...fields };
}

let fixture: Fixture;

const working = stateOf(2, { turn: "working" });
const after = (...entries: Parameters<typeof appended>[1][]) => appended(working, ...entries);
const show = (entry: WorkEntry) => fixture.show(after(entry));
const part = (name: string) => fixture.transcript.querySelector<HTMLElement>(`[part~=${name}]`);
const details = () => fixture.transcript.querySelector<HTMLDetailsElement>("details[part~=activity]")!;
const words = (element: Element | null | undefined) => element?.textContent.replace(/\s+/g, " ").trim() ?? "";
const summary = () => words(details().querySelector("summary"));
const rows = () => [...details().querySelectorAll("li")].map(words);
const tail = () => words(fixture.transcript.querySelector(".tail"));

before(() => loadActivity());

beforeEach(async () => {
  fixture = new Fixture(working);
  await fixture.painted();
});

afterEach(() => fixture.remove());

describe("while the agent works", () => {
  it("one line says what it is at, and for how long, in the place where its work will stand", async () => {
    await show(work([step("1", 0, null, { label: "shell", detail: "npm test\nand more" })]));
    expect(summary()).to.match(/^shell npm test… 2 min( \d sec)?$/);
    expect(tail()).to.equal("");
    const line = details();
    await show(work([step("1", 0, 30), step("2", 60, null, { label: "", detail: "Reading the report" })]));
    expect(details()).to.equal(line);
    expect(summary()).to.match(/^Reading the report 1 min( \d sec)?$/);
  });

  it("between steps it says that it works, since the turn began", async () => {
    await show(work([step("1", 0, 30)]));
    expect(summary()).to.match(/^Agent is working… 2 min( \d sec)?$/);
  });

  it("the clock runs", async () => {
    await show(work([step("1", 0, null)]));
    const before = summary();
    for (let frame = 0; frame < 120 && summary() === before; frame += 1)
      await new Promise(requestAnimationFrame);
    expect(summary()).not.to.equal(before);
  });

  it("the line stands below the last message, whatever came after the work", async () => {
    await fixture.show(after(work([step("1", 0, null)]), message(4)));
    expect(summary()).to.equal("1 step");
    expect(tail()).to.match(/^tool 1 2 min( \d sec)?$/);
  });

  it("counts the messages that wait", async () => {
    const own = message(0, { key: "k", seq: null, mine: true, from: "user", delivery: "sent" });
    const running = { bounded: true, startedAt: at(0) };
    const state = after(work([step("1", 0, null)]));
    await fixture.show({ ...state, pending: [own], fold: { ...state.fold, running } });
    expect(tail()).to.match(/1 message queued$/);
  });

  it("says that it is to stop", async () => {
    fixture.transcript.stopping = true;
    await show(work([step("1", 0, null)]));
    expect(tail()).to.equal("Stopping…");
  });

  it("can be unfolded, and stays so when it is over", async () => {
    await show(work([step("1", 0, 30), step("2", 30, null)]));
    details().querySelector("summary")!.focus();
    await sendKeys({ press: "Enter" });
    await fixture.painted();
    expect(rows().join("|")).to.match(/^Donetool 1 30 sec\|Runningtool 2 1 min 3\d sec$/);
    const [first] = details().querySelectorAll("li");
    await fixture.show({
      ...after(work([step("1", 0, 30), step("2", 30, 90)], { state: "done", endedAt: at(109) })),
      turn: "idle",
    });
    expect(details().open).to.equal(true);
    expect(details().querySelector("li")).to.equal(first);
    expect(rows()).to.deep.equal(["Donetool 1 30 sec", "Donetool 2 1 min"]);
  });

  it("the names of steps stand below one another, and the line ends within the chat", async () => {
    const detail = "a detail that is longer than the line ".repeat(9);
    await show(work([step("1", 0, 30), step("2", 30, 60, { ok: false }), step("3", 60, null, { detail })]));
    details().open = true;
    await fixture.painted();
    const labels = [...details().querySelectorAll(".step-label")].map((label) =>
      label.getBoundingClientRect(),
    );
    expect(new Set(labels.map(({ left }) => Math.round(left)))).to.have.length(1);
    const edge = part("transcript")!.getBoundingClientRect().right;
    for (const element of details().querySelectorAll("summary, summary *, .step-detail"))
      expect(element.getBoundingClientRect().right).to.be.at.most(edge);
  });

  it("hidden from screen readers are seconds that run, and no others", async () => {
    await show(work([step("1", 0, null)]));
    expect(part("activity")!.querySelector(".work-time")!.getAttribute("aria-hidden")).to.equal("true");
    await fixture.show({
      ...after(work([step("1", 0, 9)], { state: "done", endedAt: at(9) })),
      turn: "idle",
    });
    expect(part("activity")!.querySelector(".work-time")!.hasAttribute("aria-hidden")).to.equal(false);
  });
});

describe("with steps", () => {
  beforeEach(() => (fixture.transcript.presentation = fixture.presentation({ activity: "steps" })));

  it("they are unfolded while the agent works, and folded after", async () => {
    await show(work([step("1", 0, null)]));
    expect(details().open).to.equal(true);
    await fixture.show({
      ...after(work([step("1", 0, 9)], { state: "done", endedAt: at(9) })),
      turn: "idle",
    });
    expect(details().open).to.equal(false);
  });

  it("they are not folded over a reader who has unfolded or is at something in them", async () => {
    await show(work([step("1", 0, 5, { output: "words" }), step("2", 5, null)]));
    await fixture.painted();
    details().querySelector<HTMLElement>("li summary")!.focus();
    const over = { state: "done", endedAt: at(9) } as const;
    await fixture.show({
      ...after(work([step("1", 0, 5, { output: "words" }), step("2", 5, 9)], over)),
      turn: "idle",
    });
    expect(details().open).to.equal(true);
  });
});

describe("afterwards", () => {
  const over = (state: WorkEntry["state"], endedAt: Date | null, ...steps: WorkStep[]) =>
    fixture.show({ ...after(work(steps, { state, endedAt }), message(4)), turn: "idle" });

  it("it says how many steps it took, and how long", async () => {
    await over("done", at(109), step("1", 0, 30), step("2", 30, 90));
    expect(summary()).to.equal("Did 2 steps · 1 min 49 sec");
    expect(details().open).to.equal(false);
    expect(details().querySelector("li")).to.equal(null);
  });

  it("it says no time that nothing tells", async () => {
    await over("done", null, step("1", 0, 30));
    expect(summary()).to.equal("Did 1 step");
  });

  it("rows say what failed, and what nothing is known of", async () => {
    await over(
      "failed",
      at(40),
      step("1", 0, 30, { ok: false, output: "No such file" }),
      step("2", 30, 40, { ok: null }),
    );
    details().querySelector("summary")!.click();
    await fixture.painted();
    expect(rows()).to.deep.equal(["Failedtool 1 30 sec OutputNo such file", "tool 2 10 sec"]);
    expect(details().querySelector<HTMLDetailsElement>("li details")!.open).to.equal(false);
  });

  it("shows nothing where the host asks for none", async () => {
    fixture.transcript.presentation = fixture.presentation({ activity: "none" });
    await over("done", at(9), step("1", 0, 9));
    expect(details()).to.equal(null);
  });
});
