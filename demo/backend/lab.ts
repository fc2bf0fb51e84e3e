import { Hono } from "hono";
import type { OrgApi } from "./api.js";
import { type Faults, type FaultyNetwork, NO_FAULTS } from "./faulty-network.js";
import type { Visitors } from "./visitors.js";

/** As much of an event as the fault lab compares. */
export interface LabEvent {
  readonly seq: number;
  readonly type: string;
  readonly body: { readonly text?: string };
}

/** The fault lab's switches, and the log as it really is. */
export function labRoutes(api: OrgApi, network: FaultyNetwork, visitors: Visitors): Hono {
  return new Hono()
    .get("/faults", (c) => c.json(network.faults))
    .put("/faults", async (c) => {
      network.set({ ...NO_FAULTS, ...(await c.req.json<Partial<Faults>>()) });
      return c.json(network.faults);
    })
    .get("/log", async (c) => {
      const session = await visitors.session(c);
      const log: LabEvent[] = [];
      for (let more = session !== null; more;) {
        const path = `/sessions/${session}/events?level=user&limit=500&after=${log.at(-1)?.seq ?? 0}`;
        const { body } = await api.request<{ data: LabEvent[] }>("GET", path);
        log.push(...body.data);
        more = body.data.length === 500;
      }
      return c.json(log);
    });
}
