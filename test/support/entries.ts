import type {
  CardEntry,
  Entry,
  MessageEntry,
  NoticeEntry,
  QuestionEntry,
  WorkEntry,
  WorkStep,
} from "../../src/session/state/state.js";
import { OcEntry } from "../../src/ui/entry/oc-entry.js";
import { styles } from "../../src/ui/styles/styles.js";
import type { Presentation } from "../../src/ui/presentation/presentation.js";
import type { SessionEvent } from "../../src/wire/events.js";
import { presentationOf } from "./presentation.js";
import { takeRules } from "./rule-host.js";

if (!customElements.get("oc-entry")) customElements.define("oc-entry", OcEntry);

const BASE = { id: "evt_1", key: "evt_1", seq: 1, time: new Date("2026-05-04T09:30:00Z"), turnId: "turn_1" };

/** An agent's message, unless `fields` say otherwise. */
export function message(text: string, fields: Partial<MessageEntry> = {}): MessageEntry {
  const plain = {
    from: "agent",
    name: "",
    mine: false,
    delivery: null,
    error: null,
    streaming: false,
  } as const;
  return Object.freeze({ ...BASE, kind: "message", ...plain, text, ...fields });
}

/** A message of the current person. */
export function ownMessage(text: string, fields: Partial<MessageEntry> = {}): MessageEntry {
  return message(text, { from: "user", mine: true, delivery: "sent", ...fields });
}

export function card(fields: Partial<CardEntry>): CardEntry {
  return Object.freeze({
    ...BASE,
    kind: "card",
    card: "preview",
    code: "",
    title: "",
    text: "",
    href: null,
    verdict: null,
    payload: "",
    ...fields,
  });
}

export function notice(fields: Partial<NoticeEntry>): NoticeEntry {
  return Object.freeze({ ...BASE, kind: "notice", tone: "info", code: "event", text: "", ...fields });
}

/** An open question without options, unless `fields` say otherwise. */
export function question(text: string, fields: Partial<QuestionEntry> = {}): QuestionEntry {
  const open = { questionId: "q1", options: [], state: "open", answer: "" } as const;
  return Object.freeze({ ...BASE, kind: "question", ...open, text, ...fields });
}

/** Work; its steps have no output unless they say so. */
export function work(
  steps: readonly (Pick<WorkStep, "id" | "label" | "detail" | "ok"> & Partial<WorkStep>)[],
  fields: Partial<WorkEntry> = {},
): WorkEntry {
  const unknown = { output: "", startedAt: null, endedAt: null };
  return Object.freeze({
    ...BASE,
    kind: "work",
    state: "done",
    startedAt: null,
    endedAt: null,
    steps: steps.map((step) => ({ ...unknown, ...step })),
    ...fields,
  });
}

/** An event as the wire layer returns it. */
export function sessionEvent(type: string, body: SessionEvent["body"] = {}): SessionEvent {
  return {
    id: "evt_1",
    seq: 1,
    ts: null,
    actor: null,
    type,
    level: "user",
    body,
    turn_id: null,
    source: null,
    refs: null,
    content_ref: null,
    body_truncated: false,
    body_bytes: null,
  };
}

/** One `<oc-entry>` on the page, in a shadow root like that of the transcript. */
export class EntryFixture {
  readonly host = document.createElement("div");
  readonly element = new OcEntry();
  presentation: Presentation;

  private constructor(presentation: Partial<Presentation>) {
    this.presentation = presentationOf(this.host, { agentName: "Ada", ...presentation });
    const root = this.host.attachShadow({ mode: "open" });
    takeRules(this.host);
    root.adoptedStyleSheets = styles.map(({ styleSheet }) => styleSheet!);
    root.append(this.element);
    document.body.append(this.host);
  }

  static async show(entry: Entry, presentation: Partial<Presentation> = {}): Promise<EntryFixture> {
    const fixture = new EntryFixture(presentation);
    await fixture.update(entry);
    return fixture;
  }

  async update(entry: Entry, presentation: Partial<Presentation> = {}): Promise<void> {
    this.presentation = Object.freeze({ ...this.presentation, ...presentation });
    this.element.entry = entry;
    this.element.presentation = this.presentation;
    await this.element.updateComplete;
  }

  /** The first element with a part. */
  part(name: string): HTMLElement | null {
    return this.element.querySelector<HTMLElement>(`[part~="${name}"]`);
  }

  parts(name: string): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>(`[part~="${name}"]`)];
  }

  /** The markup of the message's text. */
  get markup(): string {
    return this.part("bubble")!.innerHTML;
  }

  remove(): void {
    this.host.remove();
  }
}
