import { Hono } from "hono";
import type { SessionItem } from "../../src/list.js";
import type { OrgApi } from "./api.js";
import type { JsonFile } from "./json-file.js";
import type { Visitors } from "./visitors.js";

/** The stored data of a visitor's conversation. */
export interface StoredConversation {
  readonly session: string;
  title: string;
  /** The last seq that the visitor has seen. */
  seen: number;
}

/** Conversations by the visitor's name. */
export type StoredConversations = Record<string, StoredConversation[]>;

/** The number of conversations that are stored and shown for one visitor. */
const MAX_STORED = 50;
/** Length of a title, which is the beginning of the first message. */
const TITLE_CHARS = 60;

interface ApiSession {
  readonly status: string;
  readonly head: number;
  readonly created_at: string;
}

interface ApiEvent {
  readonly seq: number;
  readonly type: string;
  readonly ts: string;
}

/** The conversations of each visitor, with their titles and how far each has been read. */
export class Conversations {
  readonly #file: JsonFile<StoredConversations>;

  constructor(file: JsonFile<StoredConversations>) {
    this.#file = file;
  }

  has(visitor: string, session: string): boolean {
    return this.#find(visitor, session) !== undefined;
  }

  /** The first message becomes the title of the conversation. */
  add(visitor: string, session: string, text: string): void {
    if (this.has(visitor, session)) return;
    const [line = ""] = text.trim().split("\n", 1);
    const title = line.length > TITLE_CHARS ? `${line.slice(0, TITLE_CHARS).trimEnd()}…` : line;
    const kept = [{ session, title, seen: 0 }, ...(this.#file.value[visitor] ?? [])];
    this.#file.value[visitor] = kept.slice(0, MAX_STORED);
    this.#file.save();
  }

  routes(api: Pick<OrgApi, "request">, visitors: Visitors): Hono {
    return new Hono()
      .get("/conversations", async (c) => {
        const kept = this.#file.value[await visitors.name(c)] ?? [];
        const items = await Promise.all(kept.map((one) => itemOf(api, one)));
        return c.json(items.filter((item) => item !== null).sort(byTime));
      })
      .patch("/conversations/:session", async (c) => {
        const kept = this.#find(await visitors.name(c), c.req.param("session"));
        const { title, seen } = (await c.req.json<{ title?: unknown; seen?: unknown } | null>()) ?? {};
        if (!kept) return c.body(null, 404);
        if (typeof title === "string" && title.trim() !== "") kept.title = title.trim().slice(0, 200);
        if (Number.isSafeInteger(seen)) kept.seen = Math.max(kept.seen, seen as number);
        this.#file.save();
        return c.body(null, 204);
      })
      .delete("/conversations/:session", async (c) => {
        const visitor = await visitors.name(c);
        const session = c.req.param("session");
        if (!this.has(visitor, session)) return c.body(null, 404);
        await api.request("POST", `/sessions/${session}/archive`);
        this.#file.value[visitor] = (this.#file.value[visitor] ?? []).filter(
          (one) => one.session !== session,
        );
        this.#file.save();
        if ((await visitors.session(c)) === session) visitors.leave(c);
        return c.body(null, 204);
      });
  }

  #find(visitor: string, session: string): StoredConversation | undefined {
    return this.#file.value[visitor]?.find((one) => one.session === session);
  }
}

/** A conversation in the list; null if the API no longer has it. */
async function itemOf(api: Pick<OrgApi, "request">, kept: StoredConversation): Promise<SessionItem | null> {
  const { session, title, seen } = kept;
  const found = await api.request<ApiSession>("GET", `/sessions/${session}`);
  if (found.status !== 200) return null;
  const { status, head, created_at } = found.body;
  const after = Math.min(seen, head - 1);
  const page = await api.request<{ data: ApiEvent[] }>(
    "GET",
    `/sessions/${session}/events?after=${after}&limit=200`,
  );
  const events = page.body.data;
  return {
    session,
    title,
    updatedAt: events.at(-1)?.ts ?? created_at,
    unread: events.filter(({ seq, type }) => type === "agent.message" && seq > seen).length,
    state:
      status === "awaiting_input" ? "awaiting-input" : /^(queued|running)$/.test(status) ? "working" : "idle",
  };
}

function byTime(a: SessionItem, b: SessionItem): number {
  return Date.parse(String(b.updatedAt)) - Date.parse(String(a.updatedAt));
}
