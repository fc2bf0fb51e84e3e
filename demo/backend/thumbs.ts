import { Hono } from "hono";
import type { Conversations } from "./conversations.js";
import type { JsonFile } from "./json-file.js";
import type { Visitors } from "./visitors.js";

/** A visitor's ratings of messages, by `visitor session`, then by message. */
export type StoredRatings = Record<string, Record<string, "up" | "down">>;

/** Ratings that are kept for one conversation. */
const MAX_STORED = 1000;

/** Ratings of messages, stored by this backend. They are not posted to the session, because a post starts a turn. */
export function thumbRoutes(
  file: JsonFile<StoredRatings>,
  conversations: Conversations,
  visitors: Visitors,
): Hono {
  return new Hono()
    .get("/thumbs", async (c) => {
      const visitor = await visitors.name(c);
      return c.json(file.value[`${visitor} ${c.req.query("session")}`] ?? {});
    })
    .put("/thumbs", async (c) => {
      const visitor = await visitors.name(c);
      const { session, message, thumb } = (await c.req.json<Record<string, unknown> | null>()) ?? {};
      if (typeof session !== "string" || !conversations.has(visitor, session)) return c.body(null, 403);
      if (typeof message !== "string" || !/^[\w.:-]{1,100}$/.test(message)) return c.body(null, 400);
      if (thumb !== "up" && thumb !== "down" && thumb !== null) return c.body(null, 400);
      const kept = new Map(Object.entries(file.value[`${visitor} ${session}`] ?? {}));
      if (thumb === null) kept.delete(message);
      else if (kept.size < MAX_STORED || kept.has(message)) kept.set(message, thumb);
      file.value[`${visitor} ${session}`] = Object.fromEntries(kept);
      file.save();
      return c.body(null, 204);
    });
}
