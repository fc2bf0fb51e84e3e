import type { Context } from "hono";
import { z } from "zod";
import { MODEL_PATTERN } from "../runtimes/models.js";
import { ApiError, invalid } from "./errors.js";

/** Bodies over this many bytes are refused. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** Reads the body as JSON, whatever its content type says, and checks it; an empty body is `{}`. */
export async function readBody<Schema extends z.ZodType>(
  c: Context,
  schema: Schema,
): Promise<z.output<Schema>> {
  const text = await readText(c);
  let value: unknown = {};
  if (text.trim() !== "") {
    try {
      value = JSON.parse(text);
    } catch {
      // What the parser says of it quotes the text, and so a key that may stand there.
      throw new ApiError(400, "invalid_json", "The body is not JSON.");
    }
  }
  return check(schema, value, "body");
}

/** Stops reading at the limit; the connection is then closed, as the rest of the body is still to come. */
async function readText(c: Context): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of c.req.raw.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BODY_BYTES) {
      c.header("Connection", "close");
      throw new ApiError(413, "too_large", `The body exceeds ${MAX_BODY_BYTES} bytes.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Checks the query's parameters; unknown ones are ignored, as in any URL. */
export function readQuery<Schema extends z.ZodType>(c: Context, schema: Schema): z.output<Schema> {
  return check(schema, c.req.query(), "query");
}

function check<Schema extends z.ZodType>(schema: Schema, value: unknown, root: string): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const keys = issue.code === "unrecognized_keys" ? [issue.keys[0]!] : [];
  throw invalid([...issue.path, ...keys].join(".") || root, issue.message);
}

/** A page's size. */
export function limit(fallback: number, max: number): z.ZodType<number> {
  return z.coerce.number().int().min(1).max(max).default(fallback);
}

/** A text that may serve as a name or key: 1 to `max` characters, none of them a control character. */
export function label(max: number): z.ZodString {
  return z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, "Must not contain control characters");
}

/** A cursor as lists give it: a creation number. */
export const cursor = z
  .string()
  .regex(/^\d{1,15}$/, "Not a cursor that this list gave")
  .transform(Number)
  .nullable()
  .default(null);

/** A key or signing secret: printable, and never repeated in an error. */
export const secretText = z
  .string()
  .min(1)
  .max(1000)
  .regex(/^[^\p{Cc}\p{Cs}\s]*$/u, "Must not contain spaces or control characters");

/** A `provider/model` text. */
export const model = z.string().max(200).regex(MODEL_PATTERN, "Must be provider/model");

/** Bounds of a run. */
export const limits = z.strictObject({
  tokens: z.int().min(1).optional(),
  turn_seconds: z.number().positive().max(86_400).optional(),
  turns: z.int().min(1).optional(),
});

/** The `Idempotency-Key` header, checked as the body's field of that meaning; null when it was not sent. */
export function idempotencyKey(c: Context): string | null {
  const key = c.req.header("Idempotency-Key");
  return key === undefined ? null : check(label(200), key, "Idempotency-Key");
}
