import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { fileRoutes } from "../recipes/uploads.js";
import type { LocalComputer } from "./local-computer.js";
import type { Visitors } from "./visitors.js";

/** The largest file that the demo stores. */
const MAX_FILE_BYTES = 10_000_000;

const BASE = "/api/files";

/** Stores visitors' files, by the recipe, in a folder beside the conversations. */
export function visitorFiles(computer: LocalComputer, visitors: Visitors): Hono<{ Bindings: HttpBindings }> {
  return new Hono<{ Bindings: HttpBindings }>().all("/files/*", answer).all("/files", answer);

  async function answer(c: Parameters<Visitors["mayUpload"]>[0]): Promise<Response> {
    const visitor = c.req.method === "POST" ? await visitors.name(c) : null;
    const files = fileRoutes(BASE, {
      folder: computer.folder("files"),
      maxBytes: MAX_FILE_BYTES,
      userOf: () => visitor,
      mayUpload: async () => visitors.mayUpload(c),
    });
    const response = await files(c.req.raw);
    // Adds the cookie of a new visitor.
    return c.newResponse(response.body, response);
  }
}
