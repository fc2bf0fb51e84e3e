import { Random } from "./random.js";

/** What a request is for, as far as faults care. */
export type Route = "stream" | "post" | "other";

/** What is done to the frames of an event stream on their way. */
export type Shape = "whole" | "bytes" | "doubled" | "swapped" | "littered" | "slow";

/** What goes wrong with one request. Everything that is not said goes well. */
export interface Fault {
  /** Milliseconds before anything happens. */
  readonly delay?: number;
  /**
   * `refuse`: the connection is cut, nothing is passed on. `status`: a refusal made here, by a web page where
   * `isPage`. `lose`: passed on, and the answer thrown away. `html`: passed on, and answered with a page. `mute`:
   * passed on and never answered.
   */
  readonly answer?:
    | "refuse"
    | "lose"
    | "html"
    | "mute"
    | { readonly status: number; readonly retryAfter?: number; readonly isPage?: boolean };
  /** After so many bytes of the answer it is cut, ended, or goes silent and stays open. */
  readonly end?: { readonly how: "cut" | "end" | "silence"; readonly after: number };
  readonly shape?: Shape;
}

/** Decides what goes wrong. */
export interface FaultPlan {
  next(route: Route): Fault;
}

/** Nothing goes wrong. */
export const NO_FAULTS: FaultPlan = { next: () => ({}) };

const STATUSES = [408, 425, 429, 500, 502, 503, 504] as const;
/** What a firewall, a gateway or a sign-on proxy answers with a page, whatever was asked. */
const PAGE_STATUSES = [302, 400, 403, 404, 405, 409, 410, 413, 421, 451] as const;
/** How many of the seeds lie behind something that holds the bytes of every stream back. */
const HOLDING_SHARE = 0.15;

/** A plan that follows from its seed, until it is healed. */
export class SeededPlan implements FaultPlan {
  /** One for each route, as it is chance which request comes first. */
  readonly #randoms: Readonly<Record<Route, Random>>;
  readonly #share: number;
  /** Something on the way holds the bytes of every stream back. */
  readonly #isHolding: boolean;
  #isHealed = false;
  /** How many requests something went wrong with. */
  faults = 0;

  /** @param share of the requests something goes wrong with, 0 to 1. */
  constructor(seed: number, share: number) {
    this.#randoms = { stream: new Random(seed), post: new Random(seed + 1e6), other: new Random(seed + 2e6) };
    this.#share = share;
    this.#isHolding = new Random(seed + 3e6).chance(HOLDING_SHARE);
  }

  /** From now on everything goes well; what hangs goes on hanging. */
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
  // The frames of a swapped pair belong to one connection: what comes late is not lost with it.
  if (shape === "swapped") return { shape };
  return { shape, end: endAfter(random, 3000) };
}

function endAfter(random: Random, bytes: number): Required<Fault>["end"] {
  const how = random.pick(["cut", "cut", "end", "silence"] as const);
  return { how, after: random.chance(0.2) ? 0 : random.integer(1, bytes) };
}
