import { Hono, type Context } from "hono";
import type { z } from "zod";
import type { Operation } from "../contract/operation.js";
import type { Access, Env } from "./access.js";
import { Input } from "./input.js";

type Answer = Response | Promise<Response>;

/** Routes that follow the contract: the operation defines who may call it and what input is read. */
export class Routes {
  readonly app = new Hono<Env>();
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  /** Adds the handler of an operation. */
  serve<Path extends string, Body extends z.ZodType | undefined, Query extends z.ZodObject | undefined>(
    operation: Operation<Path, Body, Query>,
    answer: (c: Context<Env, Path>, input: Input<Body, Query>) => Answer,
  ): this {
    const { method, path, need, streams } = operation;
    const guard = path.startsWith("/sessions/:id") ? this.#access.session(need, streams) : this.#access.org();
    this.app.on(method, path, guard, (c) =>
      answer(c as unknown as Context<Env, Path>, new Input(c, operation)),
    );
    return this;
  }
}
