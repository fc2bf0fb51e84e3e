import { Hono } from "hono";
import { Webhook } from "standardwebhooks";
import type { OrgApi } from "./api.js";
import type { LocalComputer } from "./local-computer.js";
import type { Visitors } from "./visitors.js";

/** Deliveries that are kept for each session. */
const MAX_DELIVERIES = 40;

/** A received webhook, accepted or not. */
export interface Received {
  /** `webhook-id`: the event's id, by which duplicates are recognised. */
  readonly id: string;
  readonly delivery: string;
  readonly type: string;
  /** The signature is correct and at most a few minutes old. */
  readonly verified: boolean;
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
  readonly #api: OrgApi;
  readonly #secret: string;
  readonly #origin: () => string;
  readonly #received = new Map<string, Received[]>();
  #failing = false;

  /** @param origin of the site itself, called once it listens */
  constructor(api: OrgApi, computer: LocalComputer, origin: () => string) {
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

  routes(visitors: Visitors): Hono {
    return new Hono()
      .post("/webhook", async (c) => {
        const status = this.#receive(await c.req.text(), c.req.header());
        return c.body(null, status);
      })
      .get("/inbox", async (c) => {
        const session = await visitors.session(c);
        return c.json(await this.#view(session));
      })
      .put("/inbox/failing", async (c) => {
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
    const verified = this.#verify(body, headers);
    const status = !verified ? 401 : this.#failing ? 503 : 204;
    const session = headers["x-oc-session-id"] ?? "";
    const received = {
      id: headers["webhook-id"] ?? "",
      delivery: headers["x-oc-delivery-id"] ?? "",
      type: verified ? (JSON.parse(body) as { type: string }).type : "",
      verified,
      status,
      at: new Date().toISOString(),
    };
    this.#received.set(session, [received, ...(this.#received.get(session) ?? [])].slice(0, MAX_DELIVERIES));
    return status;
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
