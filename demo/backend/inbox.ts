import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { Webhook } from "standardwebhooks";
import type { OrgApi } from "./api.js";
import type { LocalComputer } from "./local-computer.js";
import type { Visitors } from "./visitors.js";

/** A larger webhook is refused. */
const MAX_WEBHOOK_BYTES = 1024 * 1024;
/** Deliveries that are kept for each session. */
const MAX_DELIVERIES = 40;
/** Sessions whose deliveries are kept; those of the others are dropped, the least recent first. */
const MAX_SESSIONS = 100;
/** Longer ids and types are cut. Together the limits bound what is kept to 5 MB. */
const MAX_NAME_CHARS = 200;

/** A received webhook with a correct signature that is at most a few minutes old. The inbox keeps no other. */
export interface Received {
  /** `webhook-id`: the event's id, by which duplicates are recognised. */
  readonly id: string;
  readonly delivery: string;
  readonly type: string;
  /** The status with which the inbox answered. */
  readonly status: number;
  /** ISO time. */
  readonly at: string;
}

/** A delivery, as the deliveries API returns it. */
export interface Delivery {
  readonly id: string;
  readonly event_id: string;
  readonly event_seq: number;
  readonly status: "pending" | "delivering" | "delivered" | "failed" | "dead_letter";
  readonly attempts: number;
  readonly response_code: number | null;
  readonly error: string | null;
}

/** The data of a visitor's inbox for the page. */
export interface InboxView {
  readonly failing: boolean;
  readonly received: readonly Received[];
  readonly deliveries: readonly Delivery[];
}

/** Receives a conversation's webhooks like a customer's backend: it verifies each, and can fail on purpose. */
export class Inbox {
  readonly #api: Pick<OrgApi, "request">;
  readonly #secret: string;
  readonly #origin: () => string;
  /** By session, the one with the latest delivery last. */
  readonly #received = new Map<string, Received[]>();
  #failing = false;

  /** @param origin of the site itself, called once it listens */
  constructor(api: Pick<OrgApi, "request">, computer: Pick<LocalComputer, "secret">, origin: () => string) {
    this.#api = api;
    this.#secret = `whsec_${computer.secret("webhooks").toString("base64")}`;
    this.#origin = origin;
  }

  /** Creates or updates the session's destination, as the site's port can differ at each start. */
  async subscribe(session: string): Promise<void> {
    const url = `${this.#origin()}/api/webhook`;
    const path = `/sessions/${session}/destinations`;
    const { body } = await this.#api.request<{ data: { id: string; url: string }[] }>("GET", path);
    const [destination] = body.data;
    if (destination?.url === url) return;
    if (destination) await this.#api.request("PATCH", `${path}/${destination.id}`, { url });
    else await this.#api.request("POST", path, { url, secret: this.#secret, level: "user" });
  }

  routes(visitors: Pick<Visitors, "session">): Hono {
    return new Hono()
      .post("/webhook", bodyLimit({ maxSize: MAX_WEBHOOK_BYTES }), async (c) => {
        const status = this.#receive(await c.req.text(), c.req.header());
        return c.body(null, status);
      })
      .get("/inbox", async (c) => {
        const session = await visitors.session(c);
        return c.json(await this.#view(session));
      })
      .put("/inbox/failing", bodyLimit({ maxSize: MAX_WEBHOOK_BYTES }), async (c) => {
        this.#failing = (await c.req.json<unknown>()) === true;
        return c.body(null, 204);
      })
      .post("/inbox/redeliver/:delivery", async (c) => {
        const session = await visitors.session(c);
        const path = `/sessions/${session}/deliveries/${encodeURIComponent(c.req.param("delivery"))}/redeliver`;
        const { status } = await this.#api.request("POST", path);
        return c.body(null, status === 202 ? 204 : 404);
      });
  }

  #receive(body: string, headers: Record<string, string>): 204 | 401 | 503 {
    if (!this.#verify(body, headers)) return 401;
    const status = this.#failing ? 503 : 204;
    // The body is signed, and the header that names the session is not.
    const { sessionId, type } = JSON.parse(body) as { sessionId: string; type: string };
    this.#keep(sessionId, {
      id: nameIn(headers["webhook-id"]),
      delivery: nameIn(headers["x-oc-delivery-id"]),
      type: nameIn(type),
      status,
      at: new Date().toISOString(),
    });
    return status;
  }

  #keep(session: string, received: Received): void {
    const kept = [received, ...(this.#received.get(session) ?? [])].slice(0, MAX_DELIVERIES);
    this.#received.delete(session);
    this.#received.set(session, kept);
    const [oldest = session] = this.#received.keys();
    if (this.#received.size > MAX_SESSIONS) this.#received.delete(oldest);
  }

  #verify(body: string, headers: Record<string, string>): boolean {
    try {
      new Webhook(this.#secret).verify(body, headers);
      return true;
    } catch {
      return false;
    }
  }

  async #view(session: string | null): Promise<InboxView> {
    const failing = this.#failing;
    if (session === null) return { failing, received: [], deliveries: [] };
    const path = `/sessions/${session}/deliveries?limit=200`;
    const { body } = await this.#api.request<{ data: Delivery[] }>("GET", path);
    return { failing, received: this.#received.get(session) ?? [], deliveries: body.data };
  }
}

/** A name of a webhook, as it is kept. */
function nameIn(text = ""): string {
  return text.slice(0, MAX_NAME_CHARS);
}
