import { Hono } from "hono";
import type { Services } from "../../services.js";
import { admit } from "../sessions/admission.js";
import { Refusal } from "../sessions/refusal.js";
import { headerKey, readJson, turnBody } from "./input.js";

/** Reading a session's log, and posting turns. */
export function turnRoutes(services: Services): Hono {
  const { store, engine } = services.serverless;

  return new Hono()
    .get("/sessions/:id/events", async (c) => {
      const id = c.req.param("id");
      const after = c.req.query("after") ?? "0";
      if (!/^\d{1,15}$/.test(after)) throw new Refusal("invalid_query");
      if ((await store.session(id)) === null) throw new Refusal("not_found");
      const events = await store.events(id, Number(after));
      return c.body(`{"events":[${events.join(",")}]}`, 200, { "Content-Type": "application/json" });
    })
    .post("/sessions/:id/turns", async (c) => {
      const body = await readJson(c, turnBody, { payload: "invalid_payload", "": "invalid_turn" });
      const sent = headerKey(c, "invalid_turn");
      const key = body.idempotencyKey ?? sent;
      if (sent !== null && sent !== key) throw new Refusal("invalid_turn");
      const { input, mode, payload, answers = null } = body;
      const receipt = await engine.change(
        c.req.param("id"),
        (change) => {
          if (!services.serverless.hasCredits && change.posted === null) {
            throw new Refusal("insufficient_credits");
          }
          return admit(change, { input, mode, payload, answers, key });
        },
        key,
      );
      return c.json(receipt, receipt.duplicate ? 200 : 202);
    });
}
