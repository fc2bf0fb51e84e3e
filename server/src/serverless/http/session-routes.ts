import { Hono } from "hono";
import type { Services } from "../../services.js";
import { dismiss, end } from "../sessions/lifecycle.js";
import { Refusal } from "../sessions/refusal.js";
import { createOnce } from "./creation.js";
import { fitLabels, headerKey, labelsBody, readJson, sessionBody } from "./input.js";
import { listed } from "./listing.js";
import { presentCreated, presentRow, presentSession } from "./present.js";

/** Sessions: creating, finding, labelling, interrupting and ending them. */
export function sessionRoutes(services: Services): Hono {
  const { store, engine } = services.serverless;

  /** @throws Refusal if the session does not exist */
  async function present(id: string): Promise<Record<string, unknown>> {
    const session = await store.session(id);
    if (session === null) throw new Refusal("not_found");
    return presentSession(session, await store.turns(id));
  }

  return new Hono()
    .post("/sessions", async (c) => {
      const codes = { labels: "invalid_labels", environment: "invalid_environment" } as const;
      const body = await readJson(c, sessionBody, { ...codes, "": "invalid_request" });
      const { session, isNew } = await createOnce(services, body, headerKey(c, "invalid_request"));
      return c.json(presentCreated(session), isNew ? 201 : 200);
    })
    .get("/sessions", async (c) => {
      const { sessions, nextCursor } = await listed(c, store);
      const rows = [];
      for (const session of sessions) rows.push(presentRow(session, await store.turns(session.id)));
      return c.json({ sessions: rows, nextCursor });
    })
    .get("/sessions/:id", async (c) => c.json(await present(c.req.param("id"))))
    .patch("/sessions/:id/labels", async (c) => {
      const { set, unset } = await readJson(c, labelsBody, { "": "invalid_labels" });
      await engine.change(c.req.param("id"), ({ session }) => {
        const kept = Object.entries(session.labels).filter(([name]) => !unset.includes(name));
        session.labels = { ...Object.fromEntries(kept), ...set };
        if (!fitLabels(session.labels)) throw new Refusal("invalid_labels");
      });
      return c.json(await present(c.req.param("id")));
    })
    .post("/sessions/:id/interrupt", async (c) => {
      await engine.interrupt(c.req.param("id"));
      return c.json({ session: await present(c.req.param("id")) });
    })
    .post("/sessions/:id/end", async (c) => {
      await engine.change(c.req.param("id"), end);
      return c.json({ session: await present(c.req.param("id")) });
    })
    .delete("/sessions/:id", async (c) => {
      await engine.delete(c.req.param("id"));
      return c.body(null, 204);
    })
    .post("/sessions/:id/questions/:question/dismiss", async (c) => {
      const { id, question } = c.req.param();
      await engine.change(id, (change) => dismiss(change, question));
      return c.json(await present(id));
    });
}
