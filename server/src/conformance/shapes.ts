import { z } from "zod";
import { LEVELS } from "../log/event.js";
import { Mismatch } from "./mismatch.js";

/** A database's integer may arrive as a decimal text. */
const integer = z.union([z.int(), z.string().regex(/^\d+$/).transform(Number)]);

const text = z.string().min(1);

/** What a client needs of an event. */
export const eventShape = z.looseObject({
  id: text,
  seq: integer,
  type: text,
  level: z.enum(LEVELS).optional(),
  body: z.record(z.string(), z.unknown()).optional(),
  refs: z.record(z.string(), z.unknown()).nullish(),
});

/** An event as a backend sent it, its seq a number. */
export type WireEvent = z.output<typeof eventShape>;

/** What a client needs of a page of events. */
export const eventPageShape = z.looseObject({ data: z.array(eventShape), next_cursor: z.unknown() });

/** What a host needs of an agent. */
export const agentShape = z.looseObject({ id: text, model: text });

/** What a client needs of a new session. */
export const startedShape = z.looseObject({
  session: z.looseObject({ id: text, status: text, head: integer }),
  client_token: text,
});

/** What a client needs of the answer to a post. */
export const postedShape = z.looseObject({
  event: z.looseObject({ id: text, seq: integer }),
  session: z.looseObject({ id: text, status: text, head: integer }),
});

/** What a host needs of a minted token. */
export const tokenShape = z.looseObject({ token: text, scopes: z.array(z.string()), expires_at: text });

/** What a client needs of a refusal. */
export const refusalShape = z.looseObject({ error: z.looseObject({ type: text, message: text }) });

/** What a host needs of a page of any list. */
export const pageShape = z.looseObject({
  data: z.array(z.looseObject({ id: text })),
  next_cursor: z.unknown(),
});

/**
 * Reads an answer's body as it ought to be.
 *
 * @throws Mismatch that names the first field that is not so
 */
export function read<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  what: string,
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path.join(".") || "the body";
  throw new Mismatch(`In the answer to ${what}, ${path} is not as expected: ${issue?.message}.`);
}
