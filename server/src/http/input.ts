import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import type { z } from "zod";
import { label } from "../contract/fields.js";
import type { Operation } from "../contract/operation.js";
import { ApiError, invalid } from "./errors.js";

/** A larger body is refused. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** Bytes of an oversized body that are read and discarded before the answer. */
const MAX_DISCARDED_BYTES = 16 * 1024 * 1024;

/** Deeper nesting is refused, because serializing JSON recurses into each level. */
const MAX_DEPTH = 100;

/** A refusal repeats at most this much of a field's name. */
const MAX_NAME_CHARACTERS = 100;

/** Refuses bytes that are not UTF-8, in place of which others would store U+FFFD. */
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const idempotencyKey = label(200);

/** The body, query and headers of a request, each validated by its operation's schema when it is read. */
export class Input<Body extends z.ZodType | undefined, Query extends z.ZodObject | undefined> {
  readonly #c: Context;
  readonly #operation: Operation<string, Body, Query>;

  constructor(c: Context, operation: Operation<string, Body, Query>) {
    this.#c = c;
    this.#operation = operation;
  }

  /** Reads the body as JSON, whatever its content type; an empty body is `{}`. */
  async body(): Promise<z.output<NonNullable<Body>>> {
    return (await readBody(this.#c, this.#operation.body!)) as z.output<NonNullable<Body>>;
  }

  /** The query's parameters; unknown ones are ignored. */
  query(): z.output<NonNullable<Query>> {
    const parameters = this.#c.req.query();
    return check(this.#operation.query!, parameters, "query") as z.output<NonNullable<Query>>;
  }

  /** The `Idempotency-Key` header, validated like the body's field of the same meaning; null if it was not sent. */
  idempotencyKey(): string | null {
    const key = this.#c.req.header("Idempotency-Key");
    return key === undefined ? null : check(idempotencyKey, key, "Idempotency-Key");
  }
}

/** Reads and validates a body as JSON, whatever its content type; an empty body is `{}`. */
export async function readBody<Output>(c: Context, schema: z.ZodType<Output>): Promise<Output> {
  const text = await readText(c);
  let value: unknown = {};
  if (text.trim() !== "") {
    try {
      value = JSON.parse(text);
    } catch {
      // The parser's message quotes the text, which can contain a key.
      throw new ApiError(400, "invalid_json", "The body is not JSON.");
    }
    if (isTooDeep(value)) throw invalid("body", `Must not be nested deeper than ${MAX_DEPTH} levels`);
  }
  return check(schema, value, "body");
}

/**
 * Keeps at most the limit in memory. The rest is still read: if the connection is closed with unread bytes, the
 * answer may be lost, and a proxy then marks the server as failed.
 */
async function readText(c: Context): Promise<string> {
  const encoding = c.req.header("Content-Encoding") ?? "identity";
  if (encoding.toLowerCase() !== "identity") {
    const param = "Content-Encoding";
    throw new ApiError(415, "unsupported_encoding", "The body must not be compressed.", { param });
  }
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
  // The HTTP library closes the connection at the end of the body, or 500 ms after the answer.
  if (bytes > MAX_DISCARDED_BYTES) body!.pipeTo(new WritableStream()).catch(() => {});
  if (bytes > MAX_BODY_BYTES)
    throw new ApiError(413, "too_large", `The body exceeds ${MAX_BODY_BYTES} bytes.`);
  // If a connection ends before the body is read, the body is empty and no error is thrown.
  if (!(c.env as HttpBindings).incoming.complete) throw bodyCutOff();
  try {
    return UTF8.decode(Buffer.concat(chunks));
  } catch {
    throw new ApiError(400, "invalid_json", "The body is not UTF-8.");
  }
}

/** 400: the sender disconnected before the body was complete. This is not logged as a failure of the server. */
function bodyCutOff(): ApiError {
  return new ApiError(400, "invalid_request", "The connection ended before the body was complete.");
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

/** Visits the value level by level, because a recursive check would itself exhaust the stack on deep input. */
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
