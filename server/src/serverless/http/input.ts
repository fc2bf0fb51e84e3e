import type { Context } from "hono";
import { z } from "zod";
import { label } from "../../contract/fields.js";
import { ApiError } from "../../http/errors.js";
import { readBody } from "../../http/input.js";
import { Refusal, type RefusalCode } from "../sessions/refusal.js";
import { MODES } from "../sessions/session.js";

const MAX_PAYLOAD_BYTES = 32 * 1024;
const MAX_LABELS = 16;
const MAX_LABELS_BYTES = 4 * 1024;
const MAX_REFERENCE_BYTES = 256;

/** An `Idempotency-Key`, or the body's field of that meaning. */
const key = label(256);

/** The name of a label. */
export const LABEL_NAME = /^[a-z][a-z0-9_.-]{0,63}$/;

const labels = z.record(z.string().regex(LABEL_NAME), z.string().max(256)).refine(fitLabels);

/** The body of `POST /sessions`. `memory` is accepted without effect. */
export const sessionBody = z
  .object({
    agentId: label(200).optional(),
    deploymentId: label(300).optional(),
    environment: label(64).optional(),
    memory: z.array(z.unknown()).max(8).optional(),
    source: label(64).default("api"),
    labels: labels.default({}),
    externalReference: z
      .string()
      .min(1)
      .refine((text) => Buffer.byteLength(text) <= MAX_REFERENCE_BYTES && !text.includes("\0"))
      .optional(),
  })
  .refine(({ agentId, deploymentId }) => (agentId === undefined) !== (deploymentId === undefined));

/** The body of `PATCH /sessions/:id/labels`. */
export const labelsBody = z.strictObject({
  set: labels.default({}),
  unset: z.array(z.string()).max(MAX_LABELS).default([]),
});

/** The body of `POST /sessions/:id/turns`. */
export const turnBody = z.strictObject({
  input: z.string().min(1),
  mode: z.enum(MODES).default("queue"),
  payload: z
    .json()
    .refine((value) => Buffer.byteLength(JSON.stringify(value)) <= MAX_PAYLOAD_BYTES)
    .optional(),
  answers: label(200).optional(),
  idempotencyKey: key.optional(),
});

/** Whether a session may have these labels. */
export function fitLabels(all: Readonly<Record<string, string>>): boolean {
  return Object.keys(all).length <= MAX_LABELS && Buffer.byteLength(JSON.stringify(all)) <= MAX_LABELS_BYTES;
}

/**
 * Reads and validates the body as JSON.
 *
 * @param codes the refusal code for a wrong field; `""` for all other fields
 * @throws Refusal if it is not acceptable
 */
export async function readJson<Output>(
  c: Context,
  schema: z.ZodType<Output>,
  codes: Readonly<Record<string, RefusalCode>> & { "": RefusalCode },
): Promise<Output> {
  try {
    return await readBody(c, schema);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 413) throw new Refusal("too_large");
    const field = error.param?.split(".")[0] ?? "";
    // An unknown field can have the name of an inherited property, such as `constructor`.
    throw new Refusal(Object.hasOwn(codes, field) ? codes[field]! : codes[""]);
  }
}

/** The `Idempotency-Key` header; null if it was not sent. */
export function headerKey(c: Context, fault: RefusalCode): string | null {
  const sent = c.req.header("Idempotency-Key");
  if (sent === undefined) return null;
  if (!key.safeParse(sent).success) throw new Refusal(fault);
  return sent;
}
