import type { z } from "zod";
import type { Scope } from "../store/tokens.js";

/** Who may call: only the org key, or also a client token of the session with that scope. */
export type Need = "org" | Scope;

/** The answer with one status. */
export interface AnswerSpec {
  /** When this status is used. */
  when: string;
  /** The body's schema, a component; null if there is no body. */
  body: z.ZodType | null;
}

/** One call of the API: its input and its answers. Routes validate by it, and the document is generated from it. */
export interface Operation<
  Path extends string = string,
  Body extends z.ZodType | undefined = z.ZodType | undefined,
  Query extends z.ZodObject | undefined = z.ZodObject | undefined,
> {
  /** The name in generated clients: `createAgent`. */
  readonly id: string;
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** Below `/v3`, parameters as `:name`. */
  readonly path: Path;
  readonly need: Need;
  readonly summary: string;
  /** The schema of the JSON body; undefined if no body is read. */
  readonly body: Body;
  /** The query's parameters; unknown ones are ignored. */
  readonly query: Query;
  /** Whether it reads the `Idempotency-Key` header. */
  readonly takesIdempotencyKey: boolean;
  /** Whether it can also answer as an event stream, which takes `Last-Event-ID` and `token`. */
  readonly streams: boolean;
  readonly answers: Readonly<Record<number, AnswerSpec>>;
  /** Statuses of refusals besides those that follow from the input: 401, 403, 404, 400, 413, 415 and 422. */
  readonly refusals: readonly number[];
}

/** Creates an operation; omitted fields are undefined, false or empty. */
export function operation<
  const Path extends string,
  Body extends z.ZodType | undefined = undefined,
  Query extends z.ZodObject | undefined = undefined,
>(
  given: Pick<Operation<Path, Body, Query>, "id" | "method" | "path" | "need" | "summary" | "answers"> &
    Partial<Operation<Path, Body, Query>>,
): Operation<Path, Body, Query> {
  const nothing = { body: undefined as Body, query: undefined as Query };
  return { ...nothing, takesIdempotencyKey: false, streams: false, refusals: [], ...given };
}
