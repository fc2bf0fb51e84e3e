import type { EventDraft } from "../../server/src/index.js";
import { items, type SessionOptions, type SessionState } from "../../src/core.js";
import { Backend } from "../support/backend.js";
import { orderFault, readDifference, TEXTS } from "./conversation.js";
import type { Action, Conversation, ConversationParts, Log } from "./conversation.js";

/** An event of the log, as the API returns it. */
interface LogEvent {
  readonly id: string;
  readonly seq: number;
  readonly type: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly body_bytes?: number;
}

/** The length of a text whose body is spilled. */
const SPILLED_CHARS = 40_000;

/** A session of the sessions API, whose pages have client tokens that expire. */
export class V3Conversation implements Conversation {
  readonly texts: readonly string[] = [];
  readonly #parts: ConversationParts;
  readonly #backend: Backend;
  #given: { id: string; token: string } | null = null;
  #isHealed = false;

  constructor(parts: ConversationParts) {
    this.#parts = parts;
    this.#backend = new Backend({
      begin: async (input) => (await parts.server.createSession({ input })).id,
      answerFor: async (id) => ({ session: id, token: await parts.server.mint(id) }),
    });
  }

  get upstreams(): Readonly<Record<string, string>> {
    return { "/v3": this.#parts.server.url, "/api": this.#backend.url };
  }

  async begin(): Promise<void> {
    await this.#backend.listen();
    if (!this.#parts.usesEndpoint) this.#given = await this.#parts.server.createSession();
  }

  optionsFor(origin: string): SessionOptions {
    const baseUrl = `${origin}/v3`;
    if (!this.#given) return { baseUrl, endpoint: `${origin}/api/chat`, user: "ann" };
    const { id, token } = this.#given;
    return { baseUrl, session: id, token, getClientToken: () => this.#mint(id) };
  }

  actionsOf(): readonly Action[] {
    return [];
  }

  endAccess(): unknown {
    return this.#id && this.#parts.server.expireTokens(this.#id);
  }

  async append(): Promise<number> {
    const { random, server } = this.#parts;
    const drafts = Array.from({ length: random.integer(1, 6) }, () => this.#draft());
    if (this.#id === null) return 0;
    await server.appendEvents(this.#id, ...drafts);
    return drafts.length;
  }

  heal(): void {
    this.#isHealed = true;
  }

  async log(): Promise<Log | null> {
    if (this.#id === null) return null;
    const { body } = await this.#parts.server.request("GET", `/sessions/${this.#id}/events?limit=1000`);
    const { data } = body as { data: LogEvent[] };
    const events = data.map((event) => ({ ...event, seq: Number(event.seq) }));
    const texts = events.filter(({ type }) => type === "user.message").map(({ body: { text } }) => `${text}`);
    return {
      // A session that exists from the beginning was created with an input that no page has sent.
      inputs: this.#given ? texts.slice(1) : texts,
      differenceTo: (state) => differenceTo(state, events),
    };
  }

  close(): void {
    this.#backend.close();
  }

  get #id(): string | null {
    return this.#given?.id ?? this.#backend.session;
  }

  async #mint(session: string): Promise<string> {
    const { chance, server } = this.#parts;
    if (chance.chance(0.1) && !this.#isHealed) return new Promise(() => {});
    if (chance.chance(0.2)) throw new TypeError("The host's backend cannot be reached.");
    const token = await server.mint(session);
    this.#given = { id: session, token };
    return token;
  }

  #draft(): EventDraft {
    const { random } = this.#parts;
    const text = `answer ${random.integer(0, 1e9)} ${random.pick(TEXTS)}`;
    const actor = { type: "agent" as const };
    return random.pick<EventDraft>([
      { type: "agent.message", actor, body: { text } },
      { type: "agent.message", actor, level: "progress", body: { text } },
      { type: "agent.message", actor, body: { text: text + "x".repeat(SPILLED_CHARS) } },
      { type: "turn.completed", body: { turn_id: "trn_1", outcome: "completed" } },
      { type: "something.new", body: { summary: text } },
    ]);
  }
}

/** Every event must be read, and every message shown once, with its whole text if its body was spilled. */
function differenceTo(state: SessionState, events: readonly LogEvent[]): string | null {
  const logged = events.map(({ seq }) => seq);
  const difference = readDifference([...items(state.fold.seqs)], logged, state) ?? orderFault(state);
  if (difference) return difference;
  for (const entry of items(state.log)) {
    const event = events.find(({ id }) => id === entry.id);
    if (!event) return `shown, but not in the log: ${entry.id}`;
    const isPart =
      event.body_bytes !== undefined && entry.kind === "message" && entry.text.length < SPILLED_CHARS;
    if (isPart) return `only a part of ${entry.id} is shown`;
  }
  return null;
}
