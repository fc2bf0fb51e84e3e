import { Session, type SessionEvent } from "../../src/core.js";
import { SeededPlan } from "../../demo/fault-network/plan.js";
import { Random } from "../../demo/fault-network/random.js";
import { LocalOpenComputer } from "../runner/local-server.js";
import { FastClock } from "../support/clock.js";
import { MemoryStorage } from "../support/storage.js";
import { AgentConversation } from "./agent-conversation.js";
import type { WireName } from "../support/wires.js";
import { type Action, type Conversation, TEXTS } from "./conversation.js";
import { FaultProxy } from "./proxy.js";
import { V3Conversation } from "./v3-conversation.js";

/** The factor by which the clocks of the sessions are faster than real time. */
const SPEED = 100;
/** The factor after the network has healed, so that a timeout on a busy machine is not taken for a fault. */
const SPEED_AT_REST = 20;
/** The factor if a scenario has not come to rest after {@link BUSY_AFTER_MS}. */
const SPEED_WHEN_BUSY = 2;
/** Real milliseconds after which the machine counts as busy. */
const BUSY_AFTER_MS = 5_000;
/** Real milliseconds after which a scenario that has not come to rest has failed. */
const REST_TIMEOUT_MS = 60_000;
const HOUR_MS = 60 * 60 * 1000;

/** The factor on the delays of each wire's agents. Those of v3 are silent. */
const AGENT_PACE: Readonly<Record<WireName, number>> = { v3: 0, serverless: 0.01 };
const CONVERSATIONS = { v3: V3Conversation, serverless: AgentConversation } as const;

/** The result of a scenario. */
export interface Outcome {
  readonly seed: number;
  readonly events: number;
  readonly sends: number;
  readonly requests: number;
  /** The number of requests with a fault. */
  readonly faults: number;
  /** Must be empty. */
  readonly violations: readonly string[];
}

/** The number of scenarios that run at the same time, because they mostly wait. */
const SIMULTANEOUS_SCENARIOS = 8;

/** Runs the scenarios of some seeds on a wire, against one local server. */
export async function runScenarios(
  wire: WireName,
  seeds: readonly number[],
  { onOutcome = () => {} }: { onOutcome?: (outcome: Outcome) => void } = {},
): Promise<Outcome[]> {
  const server = await LocalOpenComputer.start({ heartbeatSeconds: 0.1, agentPace: AGENT_PACE[wire] });
  const remaining = [...seeds];
  const outcomes: Outcome[] = [];
  async function work(): Promise<void> {
    for (let seed = remaining.shift(); seed !== undefined; seed = remaining.shift()) {
      const outcome = await Scenario.run(wire, seed, server);
      outcomes.push(outcome);
      onOutcome(outcome);
    }
  }
  await Promise.all(Array.from({ length: SIMULTANEOUS_SCENARIOS }, work));
  await server.close();
  return outcomes;
}

/** One page from its load to its end: a session, and the events that it has reported. */
class Page {
  readonly session: Session;
  readonly clock: FastClock;
  /** The reported events, in order. */
  readonly reported: SessionEvent[] = [];

  /** @param returned receives the texts of messages that the session returns unsent */
  constructor(session: Session, clock: FastClock, returned: string[]) {
    this.session = session;
    this.clock = clock;
    session.observe({
      event: (event) => this.reported.push(event),
      returned: (text) => void returned.push(text),
    });
    session.open();
  }
}

/**
 * A conversation through a network whose faults follow from the seed. Meanwhile pages are reloaded, hidden, suspended,
 * taken offline and opened twice, tokens expire and clocks are set. Then the network heals. At rest, each page must
 * show the log, and the log must contain each message once.
 */
class Scenario {
  readonly #seed: number;
  readonly #random: Random;
  /** For decisions whose order depends on the network, so that they do not change the actions. */
  readonly #chance: Random;
  readonly #plan: SeededPlan;
  readonly #storage = new MemoryStorage();
  /** All pages, including those that were left by a reload. */
  readonly #pages: Page[] = [];
  /** The open tabs with their current pages. */
  readonly #tabs: { readonly storage: MemoryStorage; page: Page }[] = [];
  readonly #sent: string[] = [];
  readonly #returned: string[] = [];
  readonly #violations: string[] = [];
  /** The names of the actions so far. */
  readonly #steps: string[] = [];
  readonly #usesEndpoint: boolean;
  readonly #conversation: Conversation;
  #proxy!: FaultProxy;
  #skew = 0;
  #appended = 0;

  private constructor(wire: WireName, seed: number, server: LocalOpenComputer) {
    this.#seed = seed;
    this.#random = new Random(seed);
    this.#chance = new Random(seed + 2);
    this.#plan = new SeededPlan(seed + 1, this.#random.pick([0.15, 0.3, 0.6]));
    this.#usesEndpoint = this.#random.next() < 0.3;
    this.#conversation = new CONVERSATIONS[wire]({
      server,
      random: this.#random,
      chance: this.#chance,
      usesEndpoint: this.#usesEndpoint,
    });
  }

  /** Runs the scenario of a seed against a server, which other scenarios may use at the same time. */
  static async run(wire: WireName, seed: number, server: LocalOpenComputer): Promise<Outcome> {
    const scenario = new Scenario(wire, seed, server);
    const onUncaught = (error: unknown) =>
      scenario.#violations.push(`uncaught: ${error instanceof Error ? error.stack : String(error)}`);
    process.on("uncaughtException", onUncaught);
    process.on("unhandledRejection", onUncaught);
    try {
      return await scenario.#run();
    } finally {
      process.off("uncaughtException", onUncaught);
      process.off("unhandledRejection", onUncaught);
    }
  }

  async #run(): Promise<Outcome> {
    await this.#conversation.begin();
    this.#proxy = await FaultProxy.start(this.#conversation.upstreams, this.#plan);
    this.#openTab();
    for (let steps = this.#random.integer(5, 25); steps > 0; steps -= 1) {
      await this.#step();
      await pause(this.#random.pick([0, 0, 1, 5, 20]));
    }
    await this.#rest();
    await this.#end();
    const { stream, post, other } = this.#proxy.counts;
    return {
      seed: this.#seed,
      events: this.#appended,
      sends: this.#sent.length,
      requests: stream + post + other,
      faults: this.#plan.faults,
      violations: this.#violations,
    };
  }

  #openTab(): void {
    const storage = new MemoryStorage();
    this.#tabs.push({ storage, page: this.#load(storage) });
  }

  #load(tab: MemoryStorage): Page {
    const clock = new FastClock(SPEED, this.#chance.next);
    clock.skew = this.#skew;
    const session = new Session({
      ...this.#conversation.optionsFor(this.#proxy.url),
      clock,
      storages: { shared: this.#storage, tab },
    });
    const page = new Page(session, clock, this.#returned);
    this.#pages.push(page);
    return page;
  }

  async #step(): Promise<void> {
    const tab = this.#random.pick(this.#tabs);
    const { session, clock } = tab.page;
    const actions: readonly Action[] = [
      [6, "send", () => this.#send(session)],
      [6, "append", async () => (this.#appended += await this.#conversation.append())],
      [2, "cut", () => this.#proxy.cut()],
      [1, "end access", () => this.#conversation.endAccess()],
      [1, "reload", () => session.close() ?? (tab.page = this.#load(tab.storage))],
      // Without locks, two tabs would each start a conversation at the endpoint.
      [1, "open", () => this.#usesEndpoint || this.#tabs.length > 2 || this.#openTab()],
      [1, "offline", () => session.setOnline(false)],
      [1, "online", () => session.setOnline(true)],
      [1, "hide", () => session.setVisible(false)],
      [1, "show", () => session.setVisible(true)],
      [1, "suspend", () => session.suspend()],
      [1, "resume", () => session.resume()],
      [1, "reconnect", () => session.reconnect()],
      [1, "view", () => session.setView({ level: this.#random.pick(["user", "progress", "internal"]) })],
      [1, "set clock", () => (clock.skew = this.#skew = this.#random.integer(-3, 3) * HOUR_MS)],
      ...this.#conversation.actionsOf(session),
    ];
    let at = this.#random.next() * actions.reduce((sum, [weight]) => sum + weight, 0);
    const [, name, run] = actions.find(([weight]) => (at -= weight) < 0)!;
    this.#steps.push(name);
    await run();
  }

  #send(session: Session): void {
    // Some messages have the same text.
    const texts = [...TEXTS, ...this.#conversation.texts];
    const text = this.#random.chance(0.2)
      ? "yes"
      : `message ${this.#sent.length} ${this.#random.pick(texts)}`;
    this.#sent.push(text);
    session.send(text).catch(() => {});
  }

  /** Heals the network, retries failed messages, and waits until every page shows the log. */
  async #rest(): Promise<void> {
    this.#plan.heal();
    this.#conversation.heal();
    for (const { page } of this.#tabs) {
      page.clock.speed = SPEED_AT_REST;
      page.session.setOnline(true);
      page.session.setVisible(true);
      page.session.resume();
      page.session.setView({ level: "internal" });
      page.session.reconnect();
    }
    const began = performance.now();
    let isBusy = false;
    let difference: string | null = "not compared";
    while (difference !== null && performance.now() < began + REST_TIMEOUT_MS) {
      await pause(20);
      if (!isBusy && performance.now() > began + BUSY_AFTER_MS) {
        isBusy = true;
        for (const { page } of this.#tabs) page.clock.speed = SPEED_WHEN_BUSY;
      }
      difference = null;
      for (const { page } of this.#tabs) {
        for (const { key, delivery } of page.session.state.outbox) {
          if (delivery === "failed") page.session.retry(key);
        }
        if (/unauthorized|disconnected/.test(page.session.state.connection)) page.session.reconnect();
        difference ??= await this.#difference(page);
      }
    }
    if (difference !== null)
      this.#violations.push(`not at rest: ${difference}; after ${this.#steps.join(", ")}`);
  }

  /** How the page differs from the log, or its log from the sent messages; null if it does not. */
  async #difference({ session: { state } }: Page): Promise<string | null> {
    const unsent = state.outbox.map((item) => JSON.stringify(item));
    if (unsent.length > 0)
      return `unsent ${unsent.join()}; ${state.connection} ${state.error?.message ?? ""}`;
    const log = await this.#conversation.log();
    if (!log) return this.#sent.length > 0 ? "no session was started" : null;
    return this.#messageFault(log.inputs) ?? log.differenceTo(state);
  }

  /** A message that the log lacks or contains twice; null if there is none. Returned messages are not expected. */
  #messageFault(logged: readonly string[]): string | null {
    const sent = [...this.#sent];
    for (const text of this.#returned) sent.splice(sent.indexOf(text), 1);
    const sorted = (texts: readonly string[]) => [...texts].sort().join("\n");
    if (logged.length > sent.length) return `doubled: sent ${sent.join()}, log ${logged.join()}`;
    return sorted(logged) === sorted(sent) ? null : `lost: sent ${sent.join()}, log ${logged.join()}`;
  }

  async #end(): Promise<void> {
    for (const { session } of this.#pages) session.close();
    for (const page of this.#pages) this.#checkReported(page);
    const deadline = performance.now() + 2_000;
    const hasEnded = () => this.#pages.every(({ clock }) => clock.pending === 0) && this.#proxy.open === 0;
    while (!hasEnded() && performance.now() < deadline) await pause(10);
    const timers = this.#pages.reduce((sum, { clock }) => sum + clock.pending, 0);
    if (timers > 0) this.#violations.push(`${timers} timers are still pending`);
    if (this.#proxy.open > 0) this.#violations.push(`${this.#proxy.open} connections are still open`);
    await this.#proxy.close();
    await this.#conversation.close();
  }

  /** A session must not report events that the log does not contain. */
  #checkReported({ reported }: Page): void {
    const unreadable = reported.filter(({ body }) => body.text === "never");
    if (unreadable.length > 0) this.#violations.push("an unreadable frame was reported as an event");
    if (reported.some(({ id }) => !/^(evt_|[\da-f]{8}-|seq:)/.test(id)))
      this.#violations.push("an event of another log was reported");
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((over) => setTimeout(over, milliseconds));
}
