import { z } from "zod";
import { MODEL_PATTERN } from "../runtimes/models.js";

/** A query's text as a number if it has only decimal digits; JavaScript would also read `1e1`, `0x10` and ` 5`. */
function decimal(text: unknown): unknown {
  return typeof text === "string" && /^\d+$/.test(text) ? Number(text) : text;
}

/** The size of a page. */
export function limit(fallback: number, max: number) {
  return z
    .preprocess(decimal, z.number("Must have only decimal digits").int().min(1).max(max))
    .default(fallback)
    .describe("The maximum number of entries in a page.");
}

/** A text that is a name or key: 1 to `max` characters without control characters. */
export function label(max: number): z.ZodString {
  return z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, "Must not contain control characters");
}

/** An optional query parameter; null if it is absent. */
export function orNull<Schema extends z.ZodType>(schema: Schema) {
  return schema.optional().transform((value) => value ?? null);
}

/** A cursor of a list: a creation number. */
export const cursor = orNull(
  z
    .string()
    .regex(/^\d{1,15}$/, "Not a cursor that this list gave")
    .describe("The `next_cursor` of the previous page.")
    .transform(Number),
);

/** The query of every list. */
export const listQuery = z.object({ limit: limit(50, 200), cursor });

/** A key or signing secret: printable, and never repeated in an error. */
export const secretText = z
  .string()
  .min(1)
  .max(1000)
  .regex(/^[^\p{Cc}\p{Cs}\s]*$/u, "Must not contain spaces or control characters");

/** A `provider/model` text. */
export const model = z
  .string()
  .max(200)
  .regex(MODEL_PATTERN, "Must be provider/model")
  .describe("`provider/model`.");

/** Any JSON object. */
export const anyObject = z.record(z.string(), z.unknown());

/** A time in an answer. */
export const time = z.iso.datetime().describe("ISO 8601, UTC.");

/** The limits of a session. */
export const limits = z
  .strictObject({
    tokens: z.int().min(1).optional().describe("Model tokens, input and output, over the whole session."),
    turn_seconds: z
      .number()
      .positive()
      .max(86_400)
      .optional()
      .describe("The longest duration of one turn, in seconds."),
    turns: z.int().min(1).optional().describe("The maximum number of turns."),
  })
  .meta({ id: "Limits", description: "The limits of a session; each is optional." });

/** A page of a list. */
export function pageOf<Item extends z.ZodType>(id: string, item: Item) {
  return z
    .object({
      data: z.array(item),
      next_cursor: z.string().nullable().describe("The cursor of the next page; null on the last one."),
    })
    .meta({ id });
}
