import type { z } from "zod";
import type { Scope } from "../store/tokens.js";

/** Who may call: the org key, or also a client token of the session with that scope. */
export type Need = "org" | Scope;

/** What the server answers under one status. */
export interface Answered {
  /** When it is answered so. */
  when: string;
  /** The body's schema, a component; null when there is no body. */
  body: z.ZodType | null;
}

/** One call of the API: what it takes and what it answers. Routes read by it, the document is made of it. */
export interface Operation<
  Path extends string = string,
  Body extends z.ZodType | undefined = z.ZodType | undefined,
  Query extends z.ZodObject | undefined = z.ZodObject | undefined,
> {
  /** Its name for generated clients: `createAgent`. */
  readonly id: string;
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** Below `/v3`, parameters as `:name`. */
  readonly path: Path;
  readonly need: Need;
  readonly summary: string;
  /** The JSON body; undefined when none is read. */
  readonly body: Body;
  /** The query's parameters; unknown ones are ignored. */
  readonly query: Query;
  /** Whether it reads the `Idempotency-Key` header. */
  readonly takesIdempotencyKey: boolean;
  /** Whether it can also answer as an event stream, which takes `Last-Event-ID` and `token`. */
  readonly streams: boolean;
  readonly answers: Readonly<Record<number, Answered>>;
  /** Statuses of refusals besides those that follow from the above: 401, 403, 404, 400, 413 and 422. */
  readonly refusals: readonly number[];
}

/** Makes an operation; what is left out is undefined, false or empty. */
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
