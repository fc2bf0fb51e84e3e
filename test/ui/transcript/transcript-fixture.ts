import { emptyList, ListEdit, withFront, type List } from "../../../src/session/state/list.js";
import {
  initialState,
  type Entry,
  type MessageEntry,
  type SessionState,
} from "../../../src/session/state/state.js";
import { define } from "../../../src/define.js";
import { loadMarkdown } from "../../../src/ui/content/markdown-loader.js";
import { styles } from "../../../src/ui/styles/styles.js";
import type { OcTranscript } from "../../../src/ui/transcript/oc-transcript.js";
import type { Presentation } from "../../../src/ui/presentation/presentation.js";
import { presentationOf } from "../../support/presentation.js";
import { takeRules } from "../../support/rule-host.js";

define();

const WORDS = "the agent reads a file and says what it found there before it goes on with the next one".split(
  " ",
);

/** A text of a length that differs from message to message, the same for the same number. */
export function textOf(seq: number): string {
  const words = Array.from({ length: 3 + ((seq * 7919) % 90) }, (_, i) => WORDS[(seq + i) % WORDS.length]);
  return `Message ${seq}: ${words.join(" ")}.`;
}

/** A message of the log: people and the agent in turns, a minute apart. */
export function message(seq: number, change: Partial<MessageEntry> = {}): MessageEntry {
  const from = seq % 2 === 1 ? "user" : "agent";
  return Object.freeze({
    kind: "message",
    id: `evt_${seq}`,
    key: `evt_${seq}`,
    seq,
    time: new Date(Date.now() - 3_600_000 + seq),
    turnId: null,
    from,
    name: "",
    text: textOf(seq),
    mine: from === "user",
    delivery: from === "user" ? "picked-up" : null,
    error: null,
    streaming: false,
    ...change,
  });
}

export function withEntries(log: List<Entry>, entries: readonly Entry[]): List<Entry> {
  const edit = new ListEdit(log);
  for (const entry of entries) edit.push(entry);
  return edit.freeze();
}

/** A state that has read `count` messages to their end. */
export function stateOf(count: number, change: Partial<SessionState> = {}): SessionState {
  const view = { level: "user", afterSeq: 0, viewer: null, retain: () => false } as const;
  const entries = Array.from({ length: count }, (_, i) => message(i + 1));
  return Object.freeze({
    ...initialState("ses_1", view),
    connection: "live",
    caughtUp: true,
    log: withEntries(emptyList<Entry>(), entries),
    lastSeq: count,
    seenSeq: count,
    ...change,
  });
}

/** The state after `entries` were added to the log. */
export function appended(state: SessionState, ...entries: readonly Entry[]): SessionState {
  const lastSeq = Math.max(state.lastSeq, ...entries.map(({ seq }) => seq ?? 0));
  return Object.freeze({ ...state, log: withEntries(state.log, entries), lastSeq });
}

/** A transcript as `<oc-session>` would hold it, in a box of 400 by 600 CSS pixels. */
export class Fixture {
  readonly host = document.createElement("div");
  readonly transcript: OcTranscript;
  /** What was dispatched: `[type, detail]`. */
  readonly events: [string, unknown][] = [];

  constructor(state: SessionState, properties: Partial<OcTranscript> = {}) {
    this.host.style.cssText = "display: block; inline-size: 400px; block-size: 600px";
    const root = this.host.attachShadow({ mode: "open" });
    takeRules(this.host);
    root.adoptedStyleSheets = styles.map(({ styleSheet }) => styleSheet!);
    const frame = document.createElement("div");
    frame.className = "frame";
    frame.style.cssText = "display: flex; flex-direction: column; block-size: 600px";
    this.transcript = document.createElement("oc-transcript") as OcTranscript;
    Object.assign(this.transcript, { state, presentation: this.presentation(), ...properties });
    for (const type of ["oc-seen", "oc-request-send", "oc-request-earlier"]) {
      frame.addEventListener(type, (event) => this.events.push([type, (event as CustomEvent).detail]));
    }
    frame.append(this.transcript);
    root.append(frame);
    document.body.append(this.host);
  }

  presentation(change: Partial<Presentation> = {}): Presentation {
    return presentationOf(this.host, change);
  }

  get scroller(): HTMLElement {
    return this.transcript.querySelector<HTMLElement>("[part~=transcript]")!;
  }

  get entries(): HTMLElement[] {
    return [...this.transcript.querySelectorAll<HTMLElement>("oc-entry")];
  }

  get button(): HTMLButtonElement | null {
    return this.transcript.querySelector<HTMLButtonElement>("[part~=scroll-button]");
  }

  /** The distance to the end, in CSS pixels. */
  get toEnd(): number {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight;
  }

  /** The seqs of the entries that reach into the box. */
  get visible(): number[] {
    const box = this.scroller.getBoundingClientRect();
    return this.entries
      .filter((entry) => {
        const { top, bottom } = entry.getBoundingClientRect();
        return bottom > box.top + 1 && top < box.bottom - 1;
      })
      .map((entry) => Number(entry.ariaPosInSet));
  }

  entry(seq: number): HTMLElement | undefined {
    return this.entries.find((entry) => entry.ariaPosInSet === String(seq));
  }

  async show(state: SessionState): Promise<void> {
    this.transcript.state = state;
    await this.painted();
  }

  /** Scrolls as a reader does, and lets the frame be drawn. */
  async scroll(by: number): Promise<void> {
    this.scroller.scrollBy(0, by);
    await this.painted();
  }

  /** Resolves when what was asked for is on the screen, in a task as a reader's own doings are. */
  async painted(): Promise<void> {
    // Until it is there messages are plain text, and have other sizes.
    await loadMarkdown();
    await this.transcript.updateComplete;
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
    await new Promise((later) => setTimeout(later));
  }

  remove(): void {
    this.host.remove();
  }
}

/** The state after `entries` were put before the log, which is then read from after `startSeq` on. */
export function prepended(
  state: SessionState,
  entries: readonly Entry[],
  startSeq: number,
  dropped = 0,
): SessionState {
  return Object.freeze({ ...state, log: withFront(state.log, entries, dropped), startSeq });
}
