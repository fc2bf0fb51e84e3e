import type { ServerlessEventDraft } from "../../server/src/index.js";
import { items, type Entry, type Session, type SessionOptions, type SessionState } from "../../src/core.js";
import { AGENT_BASE, AgentHost, type AgentEvent } from "../support/agent-host.js";
import { disorder, TEXTS, unread } from "./conversation.js";
import type { Conversation, ConversationParts, Happening, Log } from "./conversation.js";

/** What the host's routes let through; all else is the machinery's. */
const SHOWN = /^(session|message|turn|question|reasoning|tool)\./;

/** A session of a serverless agent, behind a host's routes, whose user is signed out now and then. */
export class AgentConversation implements Conversation {
  /** What has the agent ask back, fail, or call tools. */
  readonly texts = ["make it better", "make it better", "an error", "the CI"] as const;
  readonly #parts: ConversationParts;
  readonly #host: AgentHost;
  #session: string | null = null;
  #turns = 0;

  constructor(parts: ConversationParts) {
    this.#parts = parts;
    this.#host = new AgentHost(parts.server, parts.random.pick(["silent", "helper"]));
  }

  get upstreams(): Readonly<Record<string, string>> {
    return { [AGENT_BASE]: this.#host.url };
  }

  async begin(): Promise<void> {
    await this.#host.listen();
    if (!this.#parts.usesEndpoint) this.#session = await this.#host.begin();
  }

  optionsFor(origin: string): SessionOptions {
    const baseUrl = origin + AGENT_BASE;
    const options: SessionOptions = {
      protocol: "serverless",
      baseUrl,
      user: "ann",
      // What a browser does by itself: an address without an origin is the page's, and a request tells the page's.
      fetch: (input, init) =>
        fetch(new URL(`${input as string}`, origin), { ...init, headers: { ...init?.headers, origin } }),
    };
    return { ...options, ...(this.#session === null ? { endpoint: baseUrl } : { session: this.#session }) };
  }

  happeningsOf(session: Session): readonly Happening[] {
    const { question } = session.state;
    const ignore = (asked: Promise<void>) => void asked.catch(() => {});
    return [
      [1, "stop", () => ignore(session.stop())],
      [1, "dismiss", () => question && ignore(session.dismiss(question.questionId))],
    ];
  }

  endAccess(): void {
    this.#host.isSignedIn = !this.#host.isSignedIn;
  }

  async append(): Promise<number> {
    const drafts = Array.from({ length: this.#parts.random.integer(1, 3) }, () => this.#draft()).flat();
    if (this.#id === null) return 0;
    await this.#parts.server.appendServerlessEvents(this.#id, ...drafts);
    return drafts.length;
  }

  heal(): void {
    this.#host.isSignedIn = true;
  }

  async log(): Promise<Log | null> {
    if (this.#id === null) return null;
    const events = await this.#host.log(this.#id);
    const inputs = inputsOf(events);
    return { inputs, differenceTo: (state) => differenceTo(state, events, inputs) };
  }

  async close(): Promise<void> {
    await this.#host.close();
  }

  get #id(): string | null {
    return this.#session ?? this.#host.session;
  }

  /** Something of a turn that nobody asked for, whole as a rule. */
  #draft(): ServerlessEventDraft[] {
    const { random } = this.#parts;
    this.#turns += 1;
    const turnId = `turn-${this.#turns}`;
    const text = `answer ${random.integer(0, 1e9)} ${random.pick(TEXTS)}`;
    const said = (type: string, words: string) => ({ type, turnId, data: { text: words } });
    const call = { tool: "search", callId: `call-${this.#turns}` };
    const deltas = [said("message.delta", text.slice(0, 9)), said("message.delta", text.slice(9))];
    return random.pick<ServerlessEventDraft[]>([
      [...deltas, said("message.completed", text)],
      [...deltas, said("message.completed", text), said("message.delta", "late")],
      deltas,
      [said("message.completed", text + "x".repeat(40_000))],
      [
        { type: "tool.started", turnId, data: { ...call, input: { q: text } } },
        { type: "tool.completed", turnId, data: { ...call, output: text } },
      ],
      [said("reasoning.completed", text)],
      [{ type: "something.new", turnId, data: { summary: text } }],
    ]);
  }
}

/** What people put in: a message that a question held back, or that ran as a turn after it, is the same message. */
function inputsOf(events: readonly AgentEvent[]): string[] {
  const inputs: string[] = [];
  const received = new Map<string, string>();
  const overtaken: string[] = [];
  const delivered = new Set<string>();
  for (const { type, turnId = "", data } of events) {
    const input = String(data["input"]);
    if (type === "message.delivered" && data["as"] === "turn") delivered.add(String(data["turnId"]));
    else if (type === "turn.cancelled" && data["reason"] === "held")
      overtaken.push(received.get(turnId) ?? "");
    else if (type === "message.received" && !delivered.has(turnId)) {
      received.set(turnId, input);
      inputs.push(input);
    } else if (type === "message.held") {
      const again = overtaken.indexOf(input);
      if (again < 0) inputs.push(input);
      else overtaken.splice(again, 1);
    }
  }
  return inputs;
}

/** The agent's words, turn by turn: the last that were said to be whole, else what came of them. */
function repliesOf(events: readonly AgentEvent[]): Map<string, string> {
  const replies = new Map<string, string>();
  const whole = new Set<string>();
  for (const { type, turnId = "", data } of events) {
    const text = String(data["text"]);
    if (type === "message.completed") {
      whole.add(turnId);
      replies.set(turnId, text);
    } else if (type === "message.delta" && !whole.has(turnId)) {
      replies.set(turnId, (replies.get(turnId) ?? "") + text);
    }
  }
  return replies;
}

/** The question that is open; null when none is. */
function questionIn(events: readonly AgentEvent[]): string | null {
  let open: string | null = null;
  for (const { type, data } of events) {
    if (type === "question.asked") open = String(data["questionId"]);
    else if (/^question\.(answered|closed)$/.test(type) && data["questionId"] === open) open = null;
  }
  return open;
}

function differenceTo(
  state: SessionState,
  events: readonly AgentEvent[],
  inputs: readonly string[],
): string | null {
  const held = events.filter(({ type }) => SHOWN.test(type)).map(({ seq }) => seq);
  const read = [...items(state.fold.seqs)].filter((seq) => held.includes(seq));
  const wrong = unread(read, held, state) ?? disorder(state);
  if (wrong) return wrong;
  const messages = [...items(state.log)].flatMap((entry) => (entry.kind === "message" ? [entry] : []));
  const shown = messages.filter(({ from }) => from === "user").map(({ text }) => text);
  if (sorted(shown) !== sorted(inputs)) return `shows ${shown.join()}, was told ${inputs.join()}`;
  const replies = [...repliesOf(events).values()];
  const said = messages.filter(({ from }) => from === "agent").map(({ text }) => text);
  if (sorted(said) !== sorted(replies)) return `says ${said.join()}, the agent ${replies.join()}`;
  const failed = [...items(state.log)].filter(hasFailed).length;
  if (failed > 0) return `${failed} messages of the log have failed`;
  const asked = questionIn(events);
  const open = state.question?.questionId ?? null;
  return open === asked ? null : `open is question ${open}, not ${asked}`;
}

function hasFailed(entry: Entry): boolean {
  return entry.kind === "message" && entry.delivery === "failed";
}

function sorted(texts: readonly string[]): string {
  return [...texts].sort().join("\n");
}
