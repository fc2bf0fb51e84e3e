import { expect } from "chai";
import { emptyList, ListEdit } from "../../../src/session/state/list.js";
import type { Entry, SessionState } from "../../../src/session/state/state.js";
import { drawnFile } from "../../../src/ui/transcript/drawn-file.js";
import { Fixture, appended, message, stateOf, withEntries } from "./transcript-fixture.js";

/** The end of a transcript while an answer grows there, fragment by fragment. */

const MESSAGES = 20;
/** So many blocks of all sizes. */
const markdownOf = (parts: number) =>
  Array.from(
    { length: parts },
    (_, i) =>
      `## Part ${i + 1}\n\nThe agent **reads** a file and [says](https://example.com/${i}) what it found there, ` +
      `before it goes on with the next one.\n\n- one\n- two\n\n\`\`\`js\nconst part = ${i};\n\`\`\`\n\n` +
      `| Name | Value |\n| --- | --- |\n| part | ${i} |`,
  ).join("\n\n");
/** An answer of several screens. */
const ANSWER = markdownOf(12);
/** As many characters as come at once. */
const FRAGMENT = 40;

let fixture: Fixture;
let waiting: SessionState;
/** How many characters of the answer have come. */
let shown = 0;

beforeEach(async () => {
  await drawnFile.load();
  shown = 0;
  waiting = stateOf(MESSAGES, { turn: "working" });
  fixture = new Fixture(waiting);
  await fixture.painted();
});

afterEach(() => fixture.remove());

/** The state in which the answer has come so far; its end ends the turn too. */
function answered(length: number, streaming = length < ANSWER.length): SessionState {
  const before = waiting.log.length;
  const entry = message(before + 1, {
    from: "agent",
    mine: false,
    delivery: null,
    key: "turn:t:reply",
    streaming,
    text: ANSWER.slice(0, length),
  });
  const { log } = fixture.transcript.state;
  const state = appended(waiting, entry);
  // The log as it was, with one entry replaced: what did not change is the same.
  const edit = new ListEdit<Entry>(log.length === before ? state.log : log);
  edit.set(before, entry);
  return Object.freeze({ ...state, log: edit.freeze(), turn: streaming ? "working" : "idle" });
}

/** Has the answer grow on to so many characters, a fragment in each frame, and looks after each frame. */
async function grow(to: number, look: () => void = () => {}): Promise<void> {
  while (shown < to) {
    shown = Math.min(shown + FRAGMENT, to);
    fixture.transcript.state = answered(shown, true);
    await new Promise(requestAnimationFrame);
    // A task after the frame: it is on the screen.
    await new Promise((later) => setTimeout(later));
    look();
  }
}

const answer = () => fixture.entries.at(-1)!;

describe("a transcript whose last answer grows", () => {
  it("stays at its end with every frame, and when the answer is complete", async () => {
    let farthest = 0;
    await grow(ANSWER.length, () => (farthest = Math.max(farthest, fixture.toEnd)));
    await fixture.show(answered(ANSWER.length));
    expect(Math.max(farthest, fixture.toEnd)).to.be.at.most(1);
    expect(answer().querySelectorAll("table")).to.have.length(12);
  });

  it("moves nothing for a reader who has scrolled up into the middle of it", async () => {
    fixture.remove();
    const entries = Array.from({ length: 120 }, (_, i) =>
      message(i + 1, i % 2 === 1 ? { text: markdownOf(1 + (i % 3)) } : {}),
    );
    waiting = Object.freeze({ ...waiting, log: withEntries(emptyList<Entry>(), entries) });
    fixture = new Fixture(waiting);
    await fixture.painted();
    const { scroller } = fixture;
    scroller.scrollTop = Math.round(scroller.scrollHeight / 2);
    await fixture.painted();
    const eye = fixture.entry(fixture.visible.at(-1)!)!;
    const place = () => eye.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    const before = place();
    const moves: number[] = [];
    await grow(50 * FRAGMENT, () => moves.push(place() - before));
    // The gaps get better sizes once the reader has been still for a while.
    for (const from = performance.now(); performance.now() - from < 400;) await fixture.painted();
    moves.push(place() - before);
    expect(Math.max(...moves.map(Math.abs)), moves.map((move) => move.toFixed(2)).join(" ")).to.be.below(0.5);
  });

  it("keeps the focus on an entry, and the element of the answer with what is selected in it", async () => {
    await grow(600);
    const [focused, element] = [fixture.entry(MESSAGES)!, answer()];
    focused.focus();
    const words = element.querySelector("p")!.firstChild!;
    getSelection()!.setBaseAndExtent(words, 4, words, 9);
    await grow(ANSWER.length);
    await fixture.show(answered(ANSWER.length));
    expect(fixture.host.shadowRoot!.activeElement).to.equal(focused);
    expect(answer()).to.equal(element);
    expect(element.querySelector("p")!.firstChild).to.equal(words);
    // WebKit tells the ends of a selection in a shadow root by ranges alone, Firefox by the selection.
    const selection = getSelection()!;
    const [range] = selection.getComposedRanges?.({ shadowRoots: [fixture.host.shadowRoot!] }) ?? [
      selection.getRangeAt(0),
    ];
    expect([range!.startContainer, range!.startOffset, range!.endOffset]).to.deep.equal([words, 4, 9]);
  });

  it("says the answer once, when it is complete", async () => {
    const said: string[] = [];
    const observer = new MutationObserver((records) => {
      for (const { addedNodes } of records)
        for (const node of addedNodes)
          if (node.textContent?.includes("Part 1")) said.push(node.textContent.trim());
    });
    for (const region of fixture.transcript.querySelectorAll("[aria-live]"))
      observer.observe(region, { childList: true, subtree: true, characterData: true });
    await grow(ANSWER.length);
    expect(said).to.deep.equal([]);
    expect(answer().ariaBusy).to.equal("true");
    await fixture.show(answered(ANSWER.length));
    expect(said).to.have.length(1);
    expect(said[0]).to.match(/^Agent: Part 1\. The agent reads/);
    expect(answer().ariaBusy).not.to.equal("true");
    observer.disconnect();
  });

  it("is drawn without a look at the layout, which would have the browser lay it out anew", async () => {
    const spy = new LayoutSpy();
    await grow(400);
    try {
      for (let length = 400; length <= ANSWER.length; length += FRAGMENT) {
        await spy.watch(async () => {
          fixture.transcript.state = answered(length, true);
          await fixture.transcript.updateComplete;
        });
        await new Promise(requestAnimationFrame);
      }
    } finally {
      spy.restore();
    }
    expect(spy.seen).to.deep.equal([]);
  });
});

/** What makes a browser lay the page out at once when anything has changed in it. */
const LAYOUT: readonly [prototype: object, names: readonly string[]][] = [
  [
    Element.prototype,
    [
      ...[
        "scrollTop",
        "scrollLeft",
        "scrollHeight",
        "scrollWidth",
        "clientTop",
        "clientHeight",
        "clientWidth",
      ],
      ...["getBoundingClientRect", "getClientRects", "scrollIntoView", "checkVisibility"],
    ],
  ],
  [
    HTMLElement.prototype,
    ["offsetTop", "offsetLeft", "offsetHeight", "offsetWidth", "offsetParent", "innerText"],
  ],
  [Range.prototype, ["getBoundingClientRect", "getClientRects"]],
];

/** Notes who asks for places and sizes. */
class LayoutSpy {
  /** The names of what was asked for. */
  readonly seen: string[] = [];
  readonly #originals: (() => void)[] = [];
  #isWatching = false;

  constructor() {
    const note = (name: string) => void (this.#isWatching && this.seen.push(name));
    for (const [prototype, names] of LAYOUT)
      for (const name of names) {
        const original = Object.getOwnPropertyDescriptor(prototype, name);
        if (!original) continue;
        const { get, value } = original;
        const spied: PropertyDescriptor = get
          ? {
              get() {
                note(name);
                return get.call(this);
              },
            }
          : {
              value(...given: unknown[]) {
                note(name);
                return (value as (...given: unknown[]) => unknown).apply(this, given);
              },
            };
        Object.defineProperty(prototype, name, { ...original, ...spied });
        this.#originals.push(() => Object.defineProperty(prototype, name, original));
      }
  }

  async watch(work: () => Promise<unknown>): Promise<void> {
    this.#isWatching = true;
    await work();
    this.#isWatching = false;
  }

  restore(): void {
    for (const restore of this.#originals) restore();
  }
}
