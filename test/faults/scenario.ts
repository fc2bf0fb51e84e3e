import { Session, type SessionEvent } from "../../src/core.js";
import { SeededPlan } from "../../demo/fault-network/plan.js";
import { Random } from "../../demo/fault-network/random.js";
import { LocalOpenComputer } from "../runner/local-server.js";
import { FastClock } from "../support/clock.js";
import { MemoryStorage } from "../support/storage.js";
import { AgentConversation } from "./agent-conversation.js";
import type { WireName } from "../support/wires.js";
import { TEXTS, type Conversation, type Happening } from "./conversation.js";
import { FaultProxy } from "./proxy.js";
import { V3Conversation } from "./v3-conversation.js";

/** How much faster than real time the sessions live. */
const SPEED = 100;
/** The same at rest: a machine that is busy must not look like a network that fails. */
const SPEED_AT_REST = 20;
/** The same when the machine turns out to be so busy that even this has not brought a run to rest. */
const SPEED_WHEN_BUSY = 2;
/** Real milliseconds after which that is assumed. */
const BUSY_AFTER_MS = 5_000;
/** Real milliseconds after which a run that has not come to rest has failed. */
const REST_TIMEOUT_MS = 60_000;
const HOUR_MS = 60 * 60 * 1000;

/** The pace of each wire's agents: v3's say nothing by themselves. */
const AGENT_PACE: Readonly<Record<WireName, number>> = { v3: 0, serverless: 0.01 };
const CONVERSATIONS = { v3: V3Conversation, serverless: AgentConversation } as const;

/** What a run of a scenario went through. */
export interface Outcome {
  readonly seed: number;
  readonly events: number;
  readonly sends: number;
  readonly requests: number;
  /** Requests that something went wrong with. */
  readonly faults: number;
  /** What broke the promise; empty when all is well. */
  readonly violations: readonly string[];
}

/** Scenarios under way at once: most of their time is waiting. */
const ABREAST = 8;

/** Runs the scenarios of some seeds on a wire, against one local server. */
export async function runScenarios(
  wire: WireName,
  seeds: readonly number[],
  { onOutcome = () => {} }: { onOutcome?: (outcome: Outcome) => void } = {},
): Promise<Outcome[]> {
  const server = await LocalOpenComputer.start({ heartbeatSeconds: 0.1, agentPace: AGENT_PACE[wire] });
  const left = [...seeds];
  const outcomes: Outcome[] = [];
  async function work(): Promise<void> {
    for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
      const outcome = await Scenario.run(wire, seed, server);
      outcomes.push(outcome);
      onOutcome(outcome);
    }
  }
  await Promise.all(Array.from({ length: ABREAST }, work));
  await server.close();
  return outcomes;
}

/** One page, from its load to its end: a session and what it told. */
class Page {
  readonly session: Session;
  readonly clock: FastClock;
  /** Each event it was told of, in order. */
  readonly told: SessionEvent[] = [];

  /** @param returned takes the texts that are given back, to be written anew or dropped */
  constructor(session: Session, clock: FastClock, returned: string[]) {
    this.session = session;
    this.clock = clock;
    session.observe({
      event: (event) => this.told.push(event),
      returned: (text) => void returned.push(text),
    });
    session.open();
  }
}

/**
 * A person and an agent talk through a network that fails as the seed says, while the page is reloaded, hidden,
 * put away, taken offline and doubled, its token expires and its clock is set. Then the network heals, and when
 * all has come to rest the page must show the log, and the log must hold each message once.
 */
class Scenario {
  readonly #seed: number;
  readonly #random: Random;
  /** For what happens in no certain order: whatever draws from it must not change what the person does. */
  readonly #chance: Random;
  readonly #plan: SeededPlan;
  readonly #storage = new MemoryStorage();
  /** Every page there ever was, and the one of each tab that is open. */
  readonly #pages: Page[] = [];
  readonly #tabs: { readonly storage: MemoryStorage; page: Page }[] = [];
  readonly #sent: string[] = [];
  readonly #returned: string[] = [];
  readonly #violations: string[] = [];
  /** What happened, by name. */
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

  /** Runs the scenario of a seed against a server, which other scenarios may use too. */
  static async run(wire: WireName, seed: number, server: LocalOpenComputer): Promise<Outcome> {
    const scenario = new Scenario(wire, seed, server);
    const onStray = (error: unknown) =>
      scenario.#violations.push(`uncaught: ${error instanceof Error ? error.stack : String(error)}`);
    process.on("uncaughtException", onStray);
    process.on("unhandledRejection", onStray);
    try {
      return await scenario.#run();
    } finally {
      process.off("uncaughtException", onStray);
      process.off("unhandledRejection", onStray);
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
    const happenings: readonly Happening[] = [
      [6, "send", () => this.#send(session)],
      [6, "append", async () => (this.#appended += await this.#conversation.append())],
      [2, "cut", () => this.#proxy.cut()],
      [1, "end access", () => this.#conversation.endAccess()],
      [1, "reload", () => session.close() ?? (tab.page = this.#load(tab.storage))],
      // One endpoint begins one conversation for each start: two tabs need locks to agree on who starts.
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
      ...this.#conversation.happeningsOf(session),
    ];
    let at = this.#random.next() * happenings.reduce((sum, [weight]) => sum + weight, 0);
    const [, name, act] = happenings.find(([weight]) => (at -= weight) < 0)!;
    this.#steps.push(name);
    await act();
  }

  #send(session: Session): void {
    // Some texts are the same: people say "yes" twice.
    const texts = [...TEXTS, ...this.#conversation.texts];
    const text = this.#random.chance(0.2)
      ? "yes"
      : `message ${this.#sent.length} ${this.#random.pick(texts)}`;
    this.#sent.push(text);
    session.send(text).catch(() => {});
  }

  /** The network heals, and a person who sees a failure asks for another try. */
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
    let wrong: string | null = "not looked at";
    while (wrong !== null && performance.now() < began + REST_TIMEOUT_MS) {
      await pause(20);
      if (!isBusy && performance.now() > began + BUSY_AFTER_MS) {
        isBusy = true;
        for (const { page } of this.#tabs) page.clock.speed = SPEED_WHEN_BUSY;
      }
      wrong = null;
      for (const { page } of this.#tabs) {
        for (const { key, delivery } of page.session.state.outbox) {
          if (delivery === "failed") page.session.retry(key);
        }
        if (/unauthorized|disconnected/.test(page.session.state.connection)) page.session.reconnect();
        wrong ??= await this.#difference(page);
      }
    }
    if (wrong !== null) this.#violations.push(`not at rest: ${wrong}; after ${this.#steps.join(", ")}`);
  }

  /** What keeps the page from being at rest; null when it is. */
  async #difference({ session: { state } }: Page): Promise<string | null> {
    const unsent = state.outbox.map((item) => JSON.stringify(item));
    if (unsent.length > 0)
      return `unsent ${unsent.join()}; ${state.connection} ${state.error?.message ?? ""}`;
    const log = await this.#conversation.log();
    if (!log) return this.#sent.length > 0 ? "no session was begun" : null;
    return this.#missing(log.inputs) ?? log.differenceTo(state);
  }

  /** Each message once, but for those that were given back. */
  #missing(held: readonly string[]): string | null {
    const sent = [...this.#sent];
    for (const text of this.#returned) sent.splice(sent.indexOf(text), 1);
    const counts = (texts: readonly string[]) => [...texts].sort().join("\n");
    if (held.length > sent.length) return `doubled: sent ${sent.join()}, log ${held.join()}`;
    return counts(held) === counts(sent) ? null : `lost: sent ${sent.join()}, log ${held.join()}`;
  }

  async #end(): Promise<void> {
    for (const { session } of this.#pages) session.close();
    for (const page of this.#pages) this.#checkTold(page);
    const deadline = performance.now() + 2_000;
    const isOver = () => this.#pages.every(({ clock }) => clock.pending === 0) && this.#proxy.open === 0;
    while (!isOver() && performance.now() < deadline) await pause(10);
    const timers = this.#pages.reduce((sum, { clock }) => sum + clock.pending, 0);
    if (timers > 0) this.#violations.push(`${timers} timers run on`);
    if (this.#proxy.open > 0) this.#violations.push(`${this.#proxy.open} connections stay open`);
    await this.#proxy.close();
    await this.#conversation.close();
  }

  /** Nothing is told that the log does not have. */
  #checkTold({ told }: Page): void {
    const bogus = told.filter(({ body }) => body.text === "never");
    if (bogus.length > 0) this.#violations.push("an unreadable frame was told as an event");
    if (told.some(({ id }) => !/^(evt_|[\da-f]{8}-|seq:)/.test(id))) this.#violations.push("a foreign event");
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((over) => setTimeout(over, milliseconds));
}
