import { Hono } from "hono";
import type { Services } from "../services.js";
import type { Access, Env } from "./access.js";

/** The routes for operators: `/healthz`, `/readyz` and `/metrics`. */
export function operationRoutes(services: Services, access: Access): Hono<Env> {
  return new Hono<Env>()
    .get("/healthz", (c) => c.text("ok\n"))
    .get("/readyz", async (c) => {
      if (!services.isStarted) return c.text("starting\n", 503);
      if (services.isDraining) return c.text("draining\n", 503);
      const isThere = await services.store.ping().then(
        () => true,
        () => false,
      );
      return isThere ? c.text("ready\n") : c.text("no database\n", 503);
    })
    .get("/metrics", access.org(), async (c) =>
      c.body(await services.metrics.text(), 200, { "Content-Type": services.metrics.contentType }),
    );
}
