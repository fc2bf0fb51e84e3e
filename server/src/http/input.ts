import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import type { z } from "zod";
import { label } from "../contract/fields.js";
import type { Operation } from "../contract/operation.js";
import { ApiError, invalid } from "./errors.js";

/** Bodies over this many bytes are refused. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** Bytes of a body that is too long which are read and thrown away before the answer. */
const MAX_DISCARDED_BYTES = 16 * 1024 * 1024;

/** Bodies nested deeper than this many levels are refused: what writes JSON again goes down level by level. */
const MAX_DEPTH = 100;

/** The most of a field's name that a refusal repeats. */
const MAX_NAME_CHARACTERS = 100;

const idempotencyKey = label(200);

/** What a request says, checked by its operation's schemas when it is asked for. */
export class Input<Body extends z.ZodType | undefined, Query extends z.ZodObject | undefined> {
  readonly #c: Context;
  readonly #operation: Operation<string, Body, Query>;

  constructor(c: Context, operation: Operation<string, Body, Query>) {
    this.#c = c;
    this.#operation = operation;
  }

  /** Reads the body as JSON, whatever its content type says; an empty body is `{}`. */
  async body(): Promise<z.output<NonNullable<Body>>> {
    return (await readBody(this.#c, this.#operation.body!)) as z.output<NonNullable<Body>>;
  }

  /** The query's parameters; unknown ones are ignored, as in any URL. */
  query(): z.output<NonNullable<Query>> {
    const parameters = this.#c.req.query();
    return check(this.#operation.query!, parameters, "query") as z.output<NonNullable<Query>>;
  }

  /** The `Idempotency-Key` header, checked as the body's field of that meaning; null when it was not sent. */
  idempotencyKey(): string | null {
    const key = this.#c.req.header("Idempotency-Key");
    return key === undefined ? null : check(idempotencyKey, key, "Idempotency-Key");
  }
}

/** Reads a body as JSON, whatever its content type says, and checks it; an empty body is `{}`. */
export async function readBody<Output>(c: Context, schema: z.ZodType<Output>): Promise<Output> {
  const text = await readText(c);
  let value: unknown = {};
  if (text.trim() !== "") {
    try {
      value = JSON.parse(text);
    } catch {
      // What the parser says of it quotes the text, and so a key that may stand there.
      throw new ApiError(400, "invalid_json", "The body is not JSON.");
    }
    if (isTooDeep(value)) throw invalid("body", `Must not be nested deeper than ${MAX_DEPTH} levels`);
  }
  return check(schema, value, "body");
}

/**
 * Keeps nothing beyond the limit. What is too long is read on all the same: a connection closed over unread bytes may
 * lose the answer, and a proxy then takes the server for broken.
 */
async function readText(c: Context): Promise<string> {
  const { body } = c.req.raw;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body?.values({ preventCancel: true }) ?? []) {
      bytes += chunk.byteLength;
      if (bytes > MAX_DISCARDED_BYTES) break;
      if (bytes > MAX_BODY_BYTES) chunks.length = 0;
      else chunks.push(chunk);
    }
  } catch {
    throw bodyCutOff();
  }
  // The connection ends with its body, or 500 ms after the answer, by the HTTP library.
  if (bytes > MAX_DISCARDED_BYTES) body!.pipeTo(new WritableStream()).catch(() => {});
  if (bytes > MAX_BODY_BYTES)
    throw new ApiError(413, "too_large", `The body exceeds ${MAX_BODY_BYTES} bytes.`);
  // A connection that ended before anybody read from it gives an empty body, and no error.
  if (!(c.env as HttpBindings).incoming.complete) throw bodyCutOff();
  return Buffer.concat(chunks).toString("utf8");
}

/** Whoever sends the body has gone: no failure of the server. */
function bodyCutOff(): ApiError {
  return new ApiError(400, "invalid_request", "The body did not come to its end.");
}

function check<Output>(schema: z.ZodType<Output>, value: unknown, root: string): Output {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const isUnknown = issue.code === "unrecognized_keys";
  const name = [...issue.path, ...(isUnknown ? [issue.keys[0]!] : [])]
    .join(".")
    .slice(0, MAX_NAME_CHARACTERS);
  throw invalid(name || root, isUnknown ? "There is no such field" : issue.message);
}

/** Goes through the value level by level, as a call for each would run out of stack where it matters. */
function isTooDeep(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return true;
    level = level.flatMap((inner) =>
      typeof inner === "object" && inner !== null ? Object.values(inner) : [],
    );
  }
  return false;
}
