import { z } from "zod";
import type { EventDraft } from "../log/event.js";
import { label } from "./input.js";

/** What a person says: any text that is not blank. */
export const text = z
  .string()
  .min(1, "Must not be empty")
  .refine((value) => value.trim() !== "", "Must not be blank");

/** A message with where it came from. */
export const envelope = z.strictObject({
  id: label(200).optional(),
  source: label(200).optional(),
  conversation: label(200).optional(),
  text,
  refs: z.record(z.string(), z.unknown()).optional(),
  raw: z.unknown().optional(),
});

/** A message that was checked. */
export type Message = z.output<typeof envelope>;

/** What `POST /sessions/:id/messages` takes: a text, or an envelope around one. */
export const messageBody = z
  .strictObject({
    text: text.optional(),
    envelope: envelope.optional(),
    idempotency_key: label(200).optional(),
  })
  .transform(({ text, envelope, idempotency_key }, context) => {
    const message = envelope ?? (text === undefined ? undefined : { text });
    if (message !== undefined && (text === undefined || envelope === undefined)) {
      return { message, idempotency_key };
    }
    context.addIssue({ code: "custom", path: ["text"], message: "Give either a text or an envelope" });
    return z.NEVER;
  });

/** The event of a message that a person sent. */
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

/** The first event of a session: a message, or whatever JSON the caller's system sent. */
export function inputDraft(input: string | Record<string, unknown>): EventDraft {
  const message = envelope.safeParse(typeof input === "string" ? { text: input } : input);
  if (message.success) return messageDraft(message.data);
  return { type: "http.request", actor: { type: "human" }, body: { payload: input } };
}
