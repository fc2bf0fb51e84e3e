import { envelope, type Message } from "../contract/messages.js";
import type { EventDraft } from "../log/event.js";

/** The event of a message from a person. */
export function messageDraft(message: Message): EventDraft {
  const { id, source, conversation, text, refs, raw } = message;
  const origin = {
    ...refs,
    ...(id && { id }),
    ...(source && { source }),
    ...(conversation && { conversation }),
  };
  return {
    type: "user.message",
    actor: { type: "human" },
    body: raw === undefined ? { text } : { text, raw },
    refs: origin,
  };
}

/** The first event of a session: a message, or JSON from the caller's system. */
export function inputDraft(input: string | Record<string, unknown>): EventDraft {
  const message = envelope.safeParse(typeof input === "string" ? { text: input } : input);
  if (message.success) return messageDraft(message.data);
  return { type: "http.request", actor: { type: "human" }, body: { payload: input } };
}
