import { Hono } from "hono";
import type { Services } from "../../services.js";
import type { Env } from "../access.js";
import { notFound } from "../errors.js";

/**
 * Documents that agents have published. Anyone who knows the address can read them; a sandbox keeps them apart from
 * the API's origin.
 */
export function documentRoutes(services: Services): Hono<Env> {
  return new Hono<Env>().get("/documents/:id", async (c) => {
    const document = await services.documents.get(c.req.param("id"));
    if (document === undefined) throw notFound("document");
    return c.body(document.content, 200, {
      "Content-Type": document.content_type,
      "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "no-referrer",
    });
  });
}
