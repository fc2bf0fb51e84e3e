import { Hono } from "hono";
import { sameText } from "../../http/access.js";
import type { Services } from "../../services.js";
import { StoreUnavailable, UnstorableText } from "../../store/errors.js";
import { Refusal } from "../sessions/refusal.js";
import { sessionRoutes } from "./session-routes.js";
import { turnRoutes } from "./turn-routes.js";

/** `Retry-After` while the database does not answer. */
const RETRY_AFTER_S = 1;

/** The billing page in a 402 answer. */
const BILLING = {
  billingUrl: "https://app.opencomputer.dev/billing",
  upgradeUrl: "https://app.opencomputer.dev/upgrade",
  actionUrl: "https://app.opencomputer.dev/billing",
};

/**
 * The session API of OpenComputer's serverless agents, for backends that have the key. Browsers may not call it, so
 * it has no CORS headers and no client tokens.
 */
export function createServerlessApp(services: Services, orgKey: string): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    // As below `/v3`: no id contains a null character.
    if (new URL(c.req.url).pathname.includes("%00")) return c.json({ error: "Not found" }, 404);
    if (!sameText(c.req.header("x-api-key") ?? "", orgKey)) return c.json({ error: "Unauthorized" }, 401);
    await next();
    // An answer that acknowledges a change waits until the change is on the disk.
    if (c.req.method !== "GET") await services.store.flushed();
    return undefined;
  });
  app.route("/", sessionRoutes(services));
  app.route("/", turnRoutes(services));
  app.all("*", (c) => c.json({ error: "Not found" }, 404));
  app.onError((error, c) => {
    if (error instanceof Refusal) {
      const { code, message, status } = error;
      const more = code === "insufficient_credits" ? BILLING : {};
      return c.json({ error: { code, message, ...more } }, status);
    }
    if (error instanceof UnstorableText) {
      const { code, message, status } = new Refusal("invalid_request");
      return c.json({ error: { code, message } }, status);
    }
    services.failed("requests")(error);
    const isAway = error instanceof StoreUnavailable;
    if (isAway) c.header("Retry-After", String(RETRY_AFTER_S));
    const answer = { code: "unavailable", message: "The server cannot answer now." };
    return c.json({ error: answer }, isAway ? 503 : 500);
  });
  return app;
}
