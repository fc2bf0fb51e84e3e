import { expect } from "chai";
import type { Renderers } from "../../../src/ui/presentation/presentation.js";
import { event } from "../../support/log.js";
import { until } from "../../support/wait.js";
import { appended, Fixture, message, stateOf } from "./transcript-fixture.js";

const HIDING: Renderers = { "app.*": () => null };
/** Elements a transcript may have, whatever its log is: what is kept of what was shown, and what is in view. */
const MAX_ELEMENTS = 3_500;

let fixture: Fixture;
afterEach(() => fixture.remove());

const hidden = (seq: number) => {
  const ping = event({ seq, type: "app.ping" });
  return message(seq, { from: "system", text: "", event: ping, mine: false, delivery: null });
};
const run = (from: number, count: number) => Array.from({ length: count }, (_, i) => hidden(from + i));
const elements = () => fixture.transcript.querySelectorAll("*").length;
const texts = () => fixture.visible.map((seq) => fixture.entry(seq)!.textContent);

/** A transcript of 20 messages, `count` hidden entries, and `after` more messages. */
async function open(count: number, after: number): Promise<void> {
  const log = appended(stateOf(20), ...run(21, count));
  const rest = Array.from({ length: after }, (_, i) => message(21 + count + i));
  fixture = new Fixture(appended(log, ...rest));
  fixture.transcript.presentation = fixture.presentation({ renderers: HIDING });
  await fixture.painted();
}

describe("a run of four thousand entries that a renderer hides", () => {
  it("at the end leaves what comes before it in view, and few elements", async () => {
    await open(4_000, 0);
    await until(() => fixture.visible.includes(20), "the last message that is not hidden");
    expect(elements()).to.be.below(MAX_ELEMENTS);
    expect(fixture.toEnd).to.be.at.most(1);
  });

  it("in the middle is passed by, on the way up", async () => {
    await open(4_000, 20);
    await until(() => fixture.visible.includes(4_040), "the end");
    for (let step = 0; step < 40 && !fixture.visible.includes(15); step += 1) {
      await fixture.scroll(-400);
      expect(
        texts().some((text) => text?.includes("Message")),
        "words in view",
      ).to.equal(true);
    }
    await until(() => fixture.visible.includes(15));
    expect(elements()).to.be.below(MAX_ELEMENTS);
  });

  it("is there at once when it is hidden no more", async () => {
    await open(4_000, 0);
    await until(() => fixture.visible.includes(20));
    fixture.transcript.presentation = fixture.presentation({
      renderers: { "app.*": ({ seq }) => `Ping ${seq}` },
    });
    await fixture.painted();
    fixture.transcript.scrollToEnd();
    await until(() => texts().at(-1)?.includes("Ping 4020"), "the last of them");
    for (let step = 0; step < 12; step += 1) await fixture.scroll(-1500);
    await until(() => texts().every((text) => text?.includes("Ping")) && fixture.visible.length > 3);
    expect(elements()).to.be.below(MAX_ELEMENTS);
  });

  it("gives way to a message that comes", async () => {
    await open(4_000, 0);
    await until(() => fixture.visible.includes(20));
    const state = appended(fixture.transcript.state, message(4_021));
    await fixture.show(state);
    await until(() => fixture.visible.includes(4_021));
  });
});
