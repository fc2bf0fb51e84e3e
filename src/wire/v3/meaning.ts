import type { SessionEvent } from "../events.js";
import { str, clip, label } from "./body.js";
import type { CardEntry, Entry, MessageEntry, NoticeEntry, WorkStep } from "../../session/state/state.js";

/** What an event means for the transcript: an entry of its own, something of its turn's work, or nothing. */
export type Meaning =
  | { readonly kind: "entry"; readonly entry: Entry }
  | { readonly kind: "step"; readonly step: WorkStep }
  /** The event ends the step that its label names; where there is no such step, it is a step itself. */
  | { readonly kind: "result"; readonly step: WorkStep }
  | null;

/** As much of what is said of a card as is shown at once, in characters; a longer text is folded whole. */
const CARD_CHARS = 600;

function timeOf(event: SessionEvent): Date | null {
  const time = new Date(event.ts ?? NaN);
  return Number.isNaN(time.getTime()) ? null : time;
}

/** The turn an event belongs to; some name it only in their body. */
export function turnIdOf({ turn_id: id, body }: SessionEvent): string | null {
  return id ?? (str(body.turn_id) || null);
}

/** The fields every entry made from an event shares. */
export function base(event: SessionEvent) {
  return { id: event.id, key: event.id, seq: event.seq, time: timeOf(event), turnId: turnIdOf(event) };
}

export function message(
  event: SessionEvent,
  from: MessageEntry["from"],
  text: string,
  mine = false,
): MessageEntry {
  return Object.freeze({
    kind: "message",
    ...base(event),
    from,
    name: label(event.actor?.display),
    text,
    mine,
    delivery: mine ? "sent" : null,
    error: null,
  });
}

export function notice(event: SessionEvent, tone: NoticeEntry["tone"], code: string, text: string): Meaning {
  return { kind: "entry", entry: Object.freeze({ kind: "notice", ...base(event), tone, code, text }) };
}

/** A whole address; null for none, and for a part of one, which would lead to the page around us. */
export function addressOf(value: unknown): string | null {
  const address = str(value).trim();
  return /^[a-z][\w+.-]*:/i.test(address) ? address : null;
}

/** A card; `said` is shown, what does not fit is folded, unless something else is to be. */
export function card(
  event: SessionEvent,
  card: CardEntry["card"],
  title: string,
  said: string,
  more: Partial<Pick<CardEntry, "code" | "href" | "verdict" | "payload">> = {},
): Meaning {
  const text = clip(said, CARD_CHARS);
  const entry: CardEntry = Object.freeze({
    kind: "card",
    ...base(event),
    card,
    code: "",
    title: label(title),
    text,
    href: addressOf(event.body.url),
    verdict: null,
    payload: text === said ? "" : said,
    ...more,
  });
  return { kind: "entry", entry };
}

/** A step of a turn's work; nothing when it says nothing. */
export function step(
  event: SessionEvent,
  name: string,
  detail: string,
  ok: boolean | null = null,
  output = "",
): WorkStep | null {
  if (!name && !detail && !output) return null;
  return Object.freeze({ id: event.id, label: label(name), detail, ok, output });
}
