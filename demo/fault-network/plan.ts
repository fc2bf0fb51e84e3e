import { Random } from "./random.js";

/** The kind of a request, as far as faults distinguish it. */
export type Route = "stream" | "post" | "other";

/** A change of the frames of an event stream. */
export type Shape = "whole" | "bytes" | "doubled" | "swapped" | "littered" | "slow";

/** The faults of one request. An omitted field means no fault. */
export interface Fault {
  /** A delay in milliseconds before anything else. */
  readonly delay?: number;
  /**
   * `refuse`: the connection is cut, nothing is passed on. `status`: a refusal by this network, with an HTML page if
   * `isPage`. `lose`: passed on, and the answer is discarded. `html`: passed on, and answered with a page. `mute`:
   * passed on and never answered.
   */
  readonly answer?:
    | "refuse"
    | "lose"
    | "html"
    | "mute"
    | { readonly status: number; readonly retryAfter?: number; readonly isPage?: boolean };
  /** After so many bytes the answer is cut, ended, or stays open without further bytes. */
  readonly end?: { readonly how: "cut" | "end" | "silence"; readonly after: number };
  readonly shape?: Shape;
}

/** Decides the faults of each request. */
export interface FaultPlan {
  next(route: Route): Fault;
}

/** A plan without faults. */
export const NO_FAULTS: FaultPlan = { next: () => ({}) };

const STATUSES = [408, 425, 429, 500, 502, 503, 504] as const;
/** Statuses that a firewall, a gateway or a sign-on proxy can answer with an HTML page. */
const PAGE_STATUSES = [302, 400, 403, 404, 405, 409, 410, 413, 421, 451] as const;
/** The share of seeds whose network holds back the bytes of every stream. */
const HOLDING_SHARE = 0.15;

/** A plan whose faults depend only on its seed, until it is healed. */
export class SeededPlan implements FaultPlan {
  /** One for each route, because the order of requests of different routes is not fixed. */
  readonly #randoms: Readonly<Record<Route, Random>>;
  readonly #share: number;
  /** Whether the network holds back the bytes of every stream. */
  readonly #isHolding: boolean;
  #isHealed = false;
  /** The number of requests with a fault. */
  faults = 0;

  /** @param share of requests with a fault, 0 to 1 */
  constructor(seed: number, share: number) {
    this.#randoms = { stream: new Random(seed), post: new Random(seed + 1e6), other: new Random(seed + 2e6) };
    this.#share = share;
    this.#isHolding = new Random(seed + 3e6).chance(HOLDING_SHARE);
  }

  /** Ends all faults for new requests; connections that hang keep hanging. */
  heal(): void {
    this.#isHealed = true;
  }

  next(route: Route): Fault {
    const random = this.#randoms[route];
    const isHit = random.chance(this.#share);
    const fault = route === "stream" ? streamFault(random) : answerFault(random, route);
    if (this.#isHealed) return {};
    const isHeld = this.#isHolding && route === "stream";
    if (!isHit && !isHeld) return {};
    this.faults += 1;
    if (isHeld) return HELD;
    return fault;
  }
}

const HELD: Fault = { end: { how: "silence", after: 0 } };

function answerFault(random: Random, route: Route): Fault {
  const delay = random.chance(0.3) ? random.integer(1, 60) : 0;
  const lost = route === "post" ? (["lose", "html", "mute"] as const) : (["html", "mute"] as const);
  const kind = random.pick(["refuse", "status", "page", "part", ...lost] as const);
  if (kind === "part") return { delay, end: endAfter(random, 600) };
  if (kind === "page") return { delay, answer: { status: random.pick(PAGE_STATUSES), isPage: true } };
  if (kind !== "status") return { delay, answer: kind };
  const status = random.pick(STATUSES);
  return { delay, answer: random.chance(0.3) ? { status, retryAfter: random.integer(0, 5) } : { status } };
}

function streamFault(random: Random): Fault {
  if (random.chance(0.25)) return answerFault(random, "stream");
  const shape = random.pick(["whole", "whole", "bytes", "doubled", "swapped", "littered", "slow"] as const);
  // Swapped frames must belong to one connection, so it is not cut in between.
  if (shape === "swapped") return { shape };
  return { shape, end: endAfter(random, 3000) };
}

function endAfter(random: Random, bytes: number): Required<Fault>["end"] {
  const how = random.pick(["cut", "cut", "end", "silence"] as const);
  return { how, after: random.chance(0.2) ? 0 : random.integer(1, bytes) };
}
