import type { EventDraft } from "../../server/src/index.js";
import { Session, items, type SessionEvent, type SessionState } from "../../src/core.js";
import { LocalOpenComputer } from "../runner/local-server.js";
import { Backend } from "../support/backend.js";
import { FastClock } from "../support/clock.js";
import { MemoryStorage } from "../support/storage.js";
import { SeededPlan } from "../../demo/fault-network/plan.js";
import { FaultProxy } from "./proxy.js";
import { Random } from "../../demo/fault-network/random.js";

/** How much faster than real time the sessions live. */
const SPEED = 100;
/** The same at rest: a machine that is busy must not look like a network that fails. */
const SPEED_AT_REST = 20;
/** The same when the machine turns out to be so busy that even this has not brought a run to rest. */
const SPEED_WHEN_BUSY = 2;
/** Real milliseconds after which that is assumed. */
const BUSY_AFTER = 5_000;
/** Real milliseconds after which a run that has not come to rest has failed. */
const REST_TIMEOUT_MS = 60_000;
const HOUR = 60 * 60 * 1000;

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

/** Runs the scenarios of some seeds against one local server. */
export async function runScenarios(
  seeds: readonly number[],
  { onOutcome = () => {} }: { onOutcome?: (outcome: Outcome) => void } = {},
): Promise<Outcome[]> {
  const server = await LocalOpenComputer.start({ heartbeatSeconds: 0.1, agentPace: 0 });
  const left = [...seeds];
  const outcomes: Outcome[] = [];
  async function work(): Promise<void> {
    for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
      const outcome = await Scenario.run(seed, server);
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

  constructor(session: Session, clock: FastClock) {
    this.session = session;
    this.clock = clock;
    session.observe({ event: (event) => this.told.push(event) });
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
  readonly #server: LocalOpenComputer;
  readonly #plan: SeededPlan;
  readonly #storage = new MemoryStorage();
  /** Every page there ever was, and the one of each tab that is open. */
  readonly #pages: Page[] = [];
  readonly #tabs: { readonly storage: MemoryStorage; page: Page }[] = [];
  readonly #sent: string[] = [];
  readonly #violations: string[] = [];
  /** What happened, by name. */
  readonly #steps: string[] = [];
  #proxy!: FaultProxy;
  #backend!: Backend;
  #usesEndpoint = false;
  #id: string | null = null;
  #token: string | null = null;
  #skew = 0;
  #isAtRest = false;
  #appended = 0;

  private constructor(seed: number, server: LocalOpenComputer) {
    this.#seed = seed;
    this.#random = new Random(seed);
    this.#chance = new Random(seed + 2);
    this.#server = server;
    this.#plan = new SeededPlan(seed + 1, this.#random.pick([0.15, 0.3, 0.6]));
  }

  /** Runs the scenario of a seed against a server, which other scenarios may use too. */
  static async run(seed: number, server: LocalOpenComputer): Promise<Outcome> {
    const scenario = new Scenario(seed, server);
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
    const { next } = this.#random;
    this.#usesEndpoint = next() < 0.3;
    this.#backend = new Backend(this.#server);
    await this.#backend.listen();
    this.#proxy = await FaultProxy.start({ "/v3": this.#server.url, "/api": this.#backend.url }, this.#plan);
    if (!this.#usesEndpoint) ({ id: this.#id, token: this.#token } = await this.#server.createSession());
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
    const baseUrl = `${this.#proxy.url}/v3`;
    const session = new Session({
      ...{ baseUrl, clock, storages: { shared: this.#storage, tab } },
      ...(this.#usesEndpoint
        ? { endpoint: `${this.#proxy.url}/api/chat`, user: "ann" }
        : { session: this.#id, token: this.#token, getClientToken: () => this.#mint() }),
    });
    const page = new Page(session, clock);
    this.#pages.push(page);
    return page;
  }

  async #mint(): Promise<string> {
    if (this.#chance.chance(0.1) && !this.#isAtRest) return new Promise(() => {});
    if (this.#chance.chance(0.2)) throw new TypeError("The host's backend cannot be reached.");
    this.#token = await this.#server.mint(this.#id!);
    return this.#token;
  }

  async #step(): Promise<void> {
    const tab = this.#random.pick(this.#tabs);
    const { session, clock } = tab.page;
    const id = this.#id ?? this.#backend.session;
    const happenings: readonly (readonly [weight: number, name: string, act: () => unknown])[] = [
      [6, "send", () => this.#send(session)],
      [6, "append", () => this.#append(id)],
      [2, "cut", () => this.#proxy.cut()],
      [1, "expire", () => id && this.#server.expireTokens(id)],
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
      [1, "set clock", () => (clock.skew = this.#skew = this.#random.integer(-3, 3) * HOUR)],
    ];
    let at = this.#random.next() * happenings.reduce((sum, [weight]) => sum + weight, 0);
    const [, name, act] = happenings.find(([weight]) => (at -= weight) < 0)!;
    this.#steps.push(name);
    await act();
  }

  #send(session: Session): void {
    // Some texts are the same: people say "yes" twice.
    const text = this.#random.chance(0.2)
      ? "yes"
      : `message ${this.#sent.length} ${this.#random.pick(TEXTS)}`;
    this.#sent.push(text);
    session.send(text).catch(() => {});
  }

  async #append(id: string | null): Promise<void> {
    const drafts = Array.from({ length: this.#random.integer(1, 6) }, () => this.#draft());
    if (id === null) return;
    this.#appended += drafts.length;
    await this.#server.appendEvents(id, ...drafts);
  }

  #draft(): EventDraft {
    const text = `answer ${this.#random.integer(0, 1e9)} ${this.#random.pick(TEXTS)}`;
    const actor = { type: "agent" as const };
    return this.#random.pick<EventDraft>([
      { type: "agent.message", actor, body: { text } },
      { type: "agent.message", actor, level: "progress", body: { text } },
      { type: "agent.message", actor, body: { text: text + "x".repeat(40_000) } },
      { type: "turn.completed", body: { turn_id: "trn_1", outcome: "completed" } },
      { type: "something.new", body: { summary: text } },
    ]);
  }

  /** The network heals, and a person who sees a failure asks for another try. */
  async #rest(): Promise<void> {
    this.#plan.heal();
    this.#isAtRest = true;
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
      if (!isBusy && performance.now() > began + BUSY_AFTER) {
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
    const id = this.#id ?? this.#backend.session;
    const unsent = state.outbox.map((item) => JSON.stringify(item));
    if (unsent.length > 0)
      return `unsent ${unsent.join()}; ${state.connection} ${state.error?.message ?? ""}`;
    if (id === null) return this.#sent.length > 0 ? "no session was begun" : null;
    const log = await this.#log(id);
    const missing = this.#missing(log);
    if (missing) return missing;
    const shown = [...items(state.fold.seqs)].join();
    const held = log.map(({ seq }) => seq).join();
    if (shown !== held) return `read ${shown || "nothing"}, log ${held}; ${state.connection}`;
    return wholeTexts(state, log);
  }

  /** Each message once, and in the order in which the person sent them. */
  #missing(log: readonly LogEvent[]): string | null {
    const held = log.filter(({ type }) => type === "user.message").map(({ body }) => String(body.text));
    if (!this.#usesEndpoint) held.shift();
    const counts = (texts: readonly string[]) => [...texts].sort().join("\n");
    if (held.length > this.#sent.length) return `doubled: sent ${this.#sent.join()}, log ${held.join()}`;
    return counts(held) === counts(this.#sent) ? null : `lost: sent ${this.#sent.join()}, log ${held.join()}`;
  }

  async #log(id: string): Promise<LogEvent[]> {
    const { body } = await this.#server.request("GET", `/sessions/${id}/events?limit=1000`);
    return (body as { data: LogEvent[] }).data.map((event) => ({ ...event, seq: Number(event.seq) }));
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
    this.#backend.close();
  }

  /** No event is told twice by one reading of the log. */
  #checkTold({ told }: Page): void {
    const ids = told.map(({ id }) => id);
    const bogus = told.filter(({ body }) => body.text === "never");
    if (bogus.length > 0) this.#violations.push("an unreadable frame was told as an event");
    if (ids.length > 0 && ids.some((id) => !id.startsWith("evt_"))) this.#violations.push("a foreign event");
  }
}

interface LogEvent {
  readonly id: string;
  readonly seq: number;
  readonly type: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly body_bytes?: number;
}

const TEXTS = ["plain", "Grüße", "世界 👩‍🚀", "two\nlines", "  spaced  ", "<b>bold</b>"] as const;

/** Every message is drawn once, and those too large for the log with their whole text. */
function wholeTexts({ log, pending }: SessionState, events: readonly LogEvent[]): string | null {
  const ids = [...items(log)].map(({ id }) => id);
  if (new Set(ids).size !== ids.length || pending.length > 0) return "drawn twice";
  for (const entry of items(log)) {
    const event = events.find(({ id }) => id === entry.id);
    if (!event) return `drawn, but not in the log: ${entry.id}`;
    const isCut = event.body_bytes !== undefined && entry.kind === "message" && entry.text.length < 40_000;
    if (isCut) return `only a part of ${entry.id} is shown`;
  }
  const seqs = [...items(log)].map(({ seq }) => seq ?? 0);
  return seqs.every((seq, i) => i === 0 || seq > seqs[i - 1]!) ? null : "out of order";
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((over) => setTimeout(over, milliseconds));
}
