/*
 * Facts that several kinds of v3 events make.
 */
import { attached } from "../attachments.js";
import type { SessionEvent } from "../events.js";
import type { CardFact, MessageFact, NoticeFact, StepFact } from "../facts.js";
import { clip, label, str } from "../words.js";

/** A card shows this many characters at once. A longer text is shown whole when the card is opened. */
const CARD_CHARS = 600;

/** The turn of an event; null for none. Some events name their turn only in the body. */
export function turnIdOf({ turn_id: id, body }: SessionEvent): string | null {
  return id ?? (str(body.turn_id) || null);
}

/** The fact of a message. @param refs what names the message's files. Default: the refs of the event. */
export function message(
  { actor, body, type, refs: own }: SessionEvent,
  from: MessageFact["from"],
  text: string,
  refs: unknown = own,
): MessageFact {
  return {
    says: "message",
    from,
    name: label(actor?.display),
    text,
    author: actor?.id ?? null,
    isPersons: from === "user" && actor?.type !== "agent",
    mayRepeat: from === "agent" && type !== "agent.message",
    heldId: null,
    ...(type === "agent.message" && body.awaiting_input === true && { asks: true as const }),
    ...attached(refs),
  };
}

export function notice(tone: NoticeFact["tone"], code: string, text: string): NoticeFact {
  return { says: "notice", tone, code, text };
}

/** An absolute address; null for any other value. A relative address would lead into the page around the element. */
export function addressOf(value: unknown): string | null {
  const address = str(value).trim();
  return /^[a-z][\w+.-]*:/i.test(address) ? address : null;
}

/** A card that shows `said`. A text too long for the card is its payload, unless `more` has another one. */
export function card(
  event: SessionEvent,
  card: CardFact["card"],
  title: string,
  said: string,
  more: Partial<Pick<CardFact, "code" | "href" | "verdict" | "payload">> = {},
): CardFact {
  const text = clip(said, CARD_CHARS);
  return {
    says: "card",
    card,
    code: "",
    title: label(title),
    text,
    href: addressOf(event.body.url),
    verdict: null,
    payload: text === said ? "" : said,
    ...more,
  };
}

/** A step of a turn's work; null when there is nothing to show of a step. */
export function step(
  { id, type }: SessionEvent,
  phase: StepFact["phase"],
  said: { label?: string; detail?: string; ok?: boolean | null; output?: string },
): StepFact | null {
  const { label: name = "", detail = "", ok = null, output = "" } = said;
  if (!name && !detail && !output) return null;
  const mayRepeat = type === "agent.message";
  return { says: "step", id, label: label(name), detail, ok, output, phase, mayRepeat };
}
