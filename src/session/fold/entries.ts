import type { SessionEvent } from "../../wire/events.js";
import type { CardFact, Fact, MessageFact, NoticeFact, ReadEvent } from "../../wire/facts.js";
import { label } from "../../wire/words.js";
import type { CardEntry, Entry, MessageEntry, NoticeEntry } from "../state/state.js";

/** When an event was appended, by the log's clock; null when its `ts` cannot be read. */
export function timeOf({ ts }: SessionEvent): Date | null {
  const time = new Date(ts ?? NaN);
  return Number.isNaN(time.getTime()) ? null : time;
}

/** The fields every entry made from an event shares. */
export function base({ event, turnId }: ReadEvent) {
  return { id: event.id, key: event.id, seq: event.seq, time: timeOf(event), turnId };
}

/** A fact that makes an entry of its own. */
export type ShownFact = MessageFact | CardFact | NoticeFact;

/** Whether a fact makes an entry of its own. */
export function isShown(fact: Fact): fact is ShownFact {
  return fact.says === "message" || fact.says === "card" || fact.says === "notice";
}

/**
 * The entry that the transcript shows for a fact.
 *
 * @param viewer the actor whose messages are "mine"; null: the messages of every person are.
 */
export function entryOf(read: ReadEvent, fact: ShownFact, viewer: string | null): Entry {
  switch (fact.says) {
    case "message":
      return messageEntry(read, fact, viewer);
    case "card": {
      const { says: _, ...card } = fact;
      return Object.freeze<CardEntry>({ kind: "card", ...base(read), ...card });
    }
    case "notice": {
      const { tone, code, text } = fact;
      return Object.freeze<NoticeEntry>({ kind: "notice", ...base(read), tone, code, text });
    }
  }
}

function messageEntry(read: ReadEvent, fact: MessageFact, viewer: string | null): MessageEntry {
  const { from, name, text } = fact;
  const { body_truncated: isCut, content_ref: rest } = read.event;
  const mine = from === "user" && (viewer === null ? fact.isPersons : fact.author === viewer);
  return Object.freeze({
    kind: "message",
    ...base(read),
    from,
    name,
    text,
    mine,
    delivery: mine ? "sent" : null,
    error: null,
    streaming: false,
    ...(isCut && rest !== null && text !== "" && ({ isPartial: true } as const)),
    ...(fact.asks && { asks: true as const }),
    ...(fact.heldId !== null && { heldId: fact.heldId }),
    ...(fact.attachments && { attachments: fact.attachments }),
  } as const);
}

/** An entry without text, for an event that only the host can draw. */
export function bareEntry(read: ReadEvent): MessageEntry {
  const name = label(read.event.actor?.display);
  return Object.freeze({
    kind: "message",
    ...base(read),
    from: "system",
    name,
    text: "",
    mine: false,
    delivery: null,
    error: null,
    streaming: false,
  } as const);
}
