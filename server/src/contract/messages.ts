import { z } from "zod";
import { STATUSES } from "../store/schema/rows.js";
import { anyObject, label } from "./fields.js";
import { operation } from "./operation.js";

/** The text of a person's message. */
export const text = z
  .string()
  .min(1, "Must not be empty")
  .regex(/\S/, "Must not be blank")
  .describe("Any text that is not blank.");

/** A message with its origin. */
export const envelope = z
  .strictObject({
    id: label(200).optional(),
    source: label(200).optional(),
    conversation: label(200).optional(),
    text,
    refs: anyObject.optional(),
    raw: z.unknown().optional(),
  })
  .meta({
    id: "Envelope",
    description: "A message with its origin. All fields except text and raw become part of its refs.",
  });

/** A validated message. */
export type Message = z.output<typeof envelope>;

/** The body of `POST /sessions/:id/messages`: a text, or an envelope that contains one. */
const newMessage = z
  .strictObject({
    text: text.optional(),
    envelope: envelope.optional(),
    idempotency_key: label(200)
      .optional()
      .describe("Makes the post safe to repeat within the session; overrides the header `Idempotency-Key`."),
  })
  .transform(({ text, envelope, idempotency_key }, context) => {
    const message = envelope ?? (text === undefined ? undefined : { text });
    if (message !== undefined && (text === undefined || envelope === undefined)) {
      return { message, idempotency_key };
    }
    context.addIssue({ code: "custom", path: ["text"], message: "Give either a text or an envelope" });
    return z.NEVER;
  })
  .meta({
    id: "NewMessage",
    description: "Either a text or an envelope.",
    oneOf: [{ required: ["text"] }, { required: ["envelope"] }],
  });

/** The answer to a post. */
export const posted = z
  .object({
    event: z.object({ id: z.string(), seq: z.int() }).describe("The message in the log."),
    session: z.object({ id: z.string(), status: z.enum(STATUSES), head: z.int() }),
  })
  .meta({ id: "PostedMessage" });

export const postMessage = operation({
  id: "postMessage",
  method: "post",
  path: "/sessions/:id/messages",
  need: "steer",
  summary: "Posts a message, which starts a turn",
  body: newMessage,
  takesIdempotencyKey: true,
  answers: {
    202: { when: "The message is in the log.", body: posted },
    200: { when: "The key was used before; the answer names that message.", body: posted },
  },
  refusals: [409],
});
