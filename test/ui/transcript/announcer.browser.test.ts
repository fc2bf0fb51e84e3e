import { expect } from "chai";
import { render } from "lit";
import { initialState, type SessionState } from "../../../src/session/state/state.js";
import { Announcer } from "../../../src/ui/transcript/announcer.js";
import { drawnFile } from "../../../src/ui/transcript/drawn-file.js";
import { presentationOf } from "../../support/presentation.js";

/** One page, one life of the file: the test in which it does not come goes before the one in which it does. */
describe("what is said before the words for it are here", () => {
  const box = document.createElement("div");
  const presentation = presentationOf(box);
  const announcer = new Announcer({
    addController: () => {},
    removeController: () => {},
    requestUpdate: () => render(announcer.render(), box),
    updateComplete: Promise.resolve(true),
  });
  const base = initialState("ses_1", { level: "user", afterSeq: 0, viewer: null, retain: () => false });
  const states: SessionState[] = [base];
  const tell = (change: Partial<SessionState>) => {
    const before = states.at(-1)!;
    const after = { ...before, ...change };
    states.push(after);
    announcer.tell({ before, after, presentation });
  };
  const said = () => [...box.querySelectorAll("p")].map(({ textContent }) => textContent);
  const { setTimeout: later } = window;
  after(() => {
    window.setTimeout = later;
    box.remove();
  });

  it("is not asked for while the log is read, and asked for again when it could not be had", async () => {
    let asked = 0;
    drawnFile.from(() => {
      asked += 1;
      return Promise.reject(new Error("blocked"));
    });
    // The wait before the next attempt is over at once.
    window.setTimeout = ((work: () => void) => later(work)) as typeof setTimeout;
    tell({ connection: "connecting" });
    expect(asked).to.equal(0);
    tell({ connection: "offline" });
    expect(asked).to.equal(1);
    await new Promise((resolve) => later(resolve, 20));
    expect(said()).to.deep.equal([]);
    tell({ connection: "reconnecting" });
    expect(asked).to.equal(2);
    await new Promise((resolve) => later(resolve, 20));
    window.setTimeout = later;
  });

  it("is said once they are, in order, of each stretch what it came to", async () => {
    drawnFile.from(() => import("../../../src/ui/drawn/drawn.js"));
    tell({ connection: "live", caughtUp: true });
    tell({ turn: "working" });
    tell({ unread: 1 });
    await drawnFile.load();
    await Promise.resolve();
    expect(said().map((text) => text?.trim())).to.deep.equal([
      "Connection lost. Reconnecting…",
      "Connected again",
      "Agent is working…",
    ]);
    tell({ connection: "offline" });
    expect(said().length).to.equal(4);
  });
});
