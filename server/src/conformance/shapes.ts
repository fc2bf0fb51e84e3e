import { z } from "zod";
import { LEVELS } from "../log/event.js";
import { Mismatch } from "./mismatch.js";

/** Some databases return integers as decimal texts. */
const integer = z.union([z.int(), z.string().regex(/^\d+$/).transform(Number)]);

const text = z.string().min(1);

/** The fields of an event that a client needs. */
export const eventShape = z.looseObject({
  id: text,
  seq: integer,
  type: text,
  level: z.enum(LEVELS).optional(),
  body: z.record(z.string(), z.unknown()).optional(),
  refs: z.record(z.string(), z.unknown()).nullish(),
});

/** An event of a backend, its seq converted to a number. */
export type WireEvent = z.output<typeof eventShape>;

/** The fields of a page of events that a client needs. */
export const eventPageShape = z.looseObject({ data: z.array(eventShape), next_cursor: z.unknown() });

/** The fields of an agent that a host needs. */
export const agentShape = z.looseObject({ id: text, model: text });

/** The fields of a new session that a client needs. */
export const startedShape = z.looseObject({
  session: z.looseObject({ id: text, status: text, head: integer }),
  client_token: text,
});

/** The fields of the answer to a post that a client needs. */
export const postedShape = z.looseObject({
  event: z.looseObject({ id: text, seq: integer }),
  session: z.looseObject({ id: text, status: text, head: integer }),
});

/** The fields of a new token that a host needs. */
export const tokenShape = z.looseObject({ token: text, scopes: z.array(z.string()), expires_at: text });

/** The fields of a refusal that a client needs. */
export const refusalShape = z.looseObject({ error: z.looseObject({ type: text, message: text }) });

/** The fields of a page of any list that a host needs. */
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
