import { Hono } from "hono";
import { FaultNetwork } from "../fault-network/network.js";
import { type Fault, type FaultPlan, NO_FAULTS, type Route, SeededPlan } from "../fault-network/plan.js";
import { LAB_ROOM } from "./agent.js";
import type { AgentEvent, AgentsApi } from "./agents-api.js";
import type { OrgApi } from "./api.js";
import type { Visitors } from "./visitors.js";

/** The faults of the network between the page and the API that are switched on. */
export interface Switches {
  /** No request passes, and open connections are cut. */
  readonly offline?: boolean;
  /** Connections stay open and deliver nothing more, as after a sleep or behind a broken proxy. */
  readonly stall?: boolean;
  /** Every answer is cut after some hundred bytes, at any place. */
  readonly cut?: boolean;
  /** Streams open, but their bytes are held back, as by a virus scanner that waits for the whole answer. */
  readonly hold?: boolean;
  /** Messages reach the server, but their answers are lost. */
  readonly loseAnswers?: boolean;
  /** Additional milliseconds for each request. */
  readonly delay?: number;
  /** The status of every answer: 403 with an HTML page, like a firewall. */
  readonly status?: 403 | 429 | 500;
}

/** What a seeded plan has done so far. */
export interface PlanReport {
  readonly requests: number;
  readonly faults: number;
  /** A description of the last fault; "" before the first. */
  readonly last: string;
}

/** The fields of an event that the fault lab compares. */
export interface LabEvent {
  readonly seq: number;
  readonly type: string;
  readonly body: { readonly text?: string };
}

/** The range in bytes in which an answer is cut: enough for one or two events, never for a long log. */
const CUT = { from: 200, to: 3000 };
/** The share of requests that a seeded plan makes fail. */
const SHARE = 0.3;
/** `Retry-After` of a 429. */
const RETRY_AFTER_S = 3;

/** The network of the fault lab: it fails according to its switches, or to one of the seeded plans of the tests. */
export class Lab implements FaultPlan {
  readonly network: FaultNetwork;
  switches: Switches = {};
  report: PlanReport = { requests: 0, faults: 0, last: "" };
  #plan: SeededPlan | null = null;

  /** @param target returns the origin for a path */
  constructor(target: (path: string) => string) {
    this.network = new FaultNetwork(target, this);
  }

  /** Sets the switches; going offline or silent also affects open connections. */
  set(switches: Switches): void {
    this.switches = switches;
    if (switches.offline || switches.hold) this.network.cut();
    else if (switches.stall) this.network.silence();
  }

  /** Starts the plan of a seed, like `npm run test:faults -- --seed`; null ends it. */
  play(seed: number | null): void {
    this.#plan?.heal();
    this.#plan = seed === null ? null : new SeededPlan(seed, SHARE);
    if (seed === null) return;
    this.report = { requests: 0, faults: 0, last: "" };
    // Connections that were opened before are not part of the plan.
    this.network.cut();
  }

  next(route: Route): Fault {
    const fault = this.#plan ? this.#planned(this.#plan, route) : NO_FAULTS.next(route);
    return Object.keys(fault).length > 0 ? fault : switched(this.switches, route);
  }

  #planned(plan: SeededPlan, route: Route): Fault {
    const fault = plan.next(route);
    const { requests, last } = this.report;
    const words = Object.keys(fault).length > 0 ? `${route}: ${wordsFor(fault)}` : last;
    this.report = { requests: requests + 1, faults: plan.faults, last: words };
    return fault;
  }
}

const HELD: Fault = { end: { how: "silence", after: 0 } };

function switched(switches: Switches, route: Route): Fault {
  const { offline, stall, cut, hold, loseAnswers, delay = 0, status } = switches;
  if (offline) return { delay, answer: "refuse" };
  if (status === 429) return { delay, answer: { status, retryAfter: RETRY_AFTER_S } };
  if (status) return { delay, answer: { status, isPage: true } };
  if (stall) return { delay, answer: "mute" };
  if (hold && route === "stream") return { delay, ...HELD };
  if (loseAnswers && route === "post") return { delay, answer: "lose" };
  const after = CUT.from + Math.round(Math.random() * (CUT.to - CUT.from));
  return cut ? { delay, end: { how: "cut", after } } : { delay };
}

const WORDS = {
  refuse: "not let through",
  lose: "done, and the answer lost",
  html: "answered with a page",
  mute: "never answered",
  cut: "cut off",
  end: "ended",
  silence: "silent",
} as const;

function wordsFor({ answer, end, shape }: Fault): string {
  if (typeof answer === "object") return `answered ${answer.status}${answer.isPage ? " with a page" : ""}`;
  if (answer) return WORDS[answer];
  const how = end ? `${WORDS[end.how]} after ${end.after} bytes` : "";
  return [shape === "whole" ? "" : shape, how].filter(Boolean).join(", ");
}

/** The fault lab's switches and plans, and the actual log. */
export function labRoutes(api: OrgApi, agents: AgentsApi, lab: Lab, visitors: Visitors): Hono {
  return new Hono()
    .put("/switches", async (c) => {
      lab.set(await c.req.json<Switches>());
      return c.json(lab.switches);
    })
    .put("/plan", async (c) => {
      lab.play((await c.req.json<{ seed: number | null }>()).seed);
      return c.json(lab.report);
    })
    .get("/plan", (c) => c.json(lab.report))
    .get("/log", async (c) => {
      if (c.req.query("wire") === "serverless") {
        const events = await agents.log(agents.userOf(await visitors.name(c), LAB_ROOM));
        return c.json(messagesOf(events));
      }
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

/** The messages in a serverless agent's log, as events of v3; a reply has the place of its beginning. */
function messagesOf(events: readonly AgentEvent[]): LabEvent[] {
  const answered = new Set<string>();
  return events.flatMap(({ seq, type, turnId = "", data }): LabEvent[] => {
    if (type === "message.received") return [{ seq, type: "user.message", body: { text: data.input ?? "" } }];
    if (!/^message\.(delta|completed)$/.test(type) || answered.has(turnId)) return [];
    answered.add(turnId);
    return [{ seq, type: "agent.message", body: {} }];
  });
}
