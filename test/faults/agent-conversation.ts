import type { ServerlessEventDraft } from "../../server/src/index.js";
import { items, type Entry, type Session, type SessionOptions, type SessionState } from "../../src/core.js";
import type { AgentEvent } from "../support/agent-calls.js";
import { AGENT_BASE, AgentHost } from "../support/agent-host.js";
import { orderFault, readDifference, TEXTS } from "./conversation.js";
import type { Action, Conversation, ConversationParts, Log } from "./conversation.js";

/** The types of the events that the host's routes pass on. */
const PASSED_TYPES = /^(session|message|turn|question|reasoning|tool)\./;

/** A session of a serverless agent behind a host's routes, whose user is signed out at times. */
export class AgentConversation implements Conversation {
  /** Texts at which the offline agent asks a question, fails, or calls tools. */
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
      // A browser completes a relative URL with the page's origin, and adds the header `Origin`.
      fetch: (input, init) =>
        fetch(new URL(`${input as string}`, origin), { ...init, headers: { ...init?.headers, origin } }),
    };
    return { ...options, ...(this.#session === null ? { endpoint: baseUrl } : { session: this.#session }) };
  }

  actionsOf(session: Session): readonly Action[] {
    const { question } = session.state;
    const ignore = (request: Promise<void>) => void request.catch(() => {});
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

  /** Events of a new turn, most of them with the end of their message or call. */
  #draft(): ServerlessEventDraft[] {
    const { random } = this.#parts;
    this.#turns += 1;
    const turnId = `turn-${this.#turns}`;
    const text = `answer ${random.integer(0, 1e9)} ${random.pick(TEXTS)}`;
    const withText = (type: string, value: string) => ({ type, turnId, data: { text: value } });
    const call = { tool: "search", callId: `call-${this.#turns}` };
    const deltas = [withText("message.delta", text.slice(0, 9)), withText("message.delta", text.slice(9))];
    return random.pick<ServerlessEventDraft[]>([
      [...deltas, withText("message.completed", text)],
      [...deltas, withText("message.completed", text), withText("message.delta", "late")],
      deltas,
      [withText("message.completed", text + "x".repeat(40_000))],
      [
        { type: "tool.started", turnId, data: { ...call, input: { q: text } } },
        { type: "tool.completed", turnId, data: { ...call, output: text } },
      ],
      [withText("reasoning.completed", text)],
      [{ type: "something.new", turnId, data: { summary: text } }],
    ]);
  }
}

/** The texts of a person's messages. A message that was held until a question was answered is counted once. */
function inputsOf(events: readonly AgentEvent[]): string[] {
  const inputs: string[] = [];
  const received = new Map<string, string>();
  const requeued: string[] = [];
  const delivered = new Set<string>();
  for (const { type, turnId = "", data } of events) {
    const input = String(data["input"]);
    if (type === "message.delivered" && data["as"] === "turn") delivered.add(String(data["turnId"]));
    else if (type === "turn.cancelled" && data["reason"] === "held")
      requeued.push(received.get(turnId) ?? "");
    else if (type === "message.received" && !delivered.has(turnId)) {
      received.set(turnId, input);
      inputs.push(input);
    } else if (type === "message.held") {
      const again = requeued.indexOf(input);
      if (again < 0) inputs.push(input);
      else requeued.splice(again, 1);
    }
  }
  return inputs;
}

/** The agent's replies by turn: the last completed message, or the fragments of a message that was not completed. */
function repliesOf(events: readonly AgentEvent[]): Map<string, string> {
  const replies = new Map<string, string>();
  const completed = new Set<string>();
  for (const { type, turnId = "", data } of events) {
    const text = String(data["text"]);
    if (type === "message.completed") {
      completed.add(turnId);
      replies.set(turnId, text);
    } else if (type === "message.delta" && !completed.has(turnId)) {
      replies.set(turnId, (replies.get(turnId) ?? "") + text);
    }
  }
  return replies;
}

/** The id of the open question; null if none is open. */
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
  const logged = events.filter(({ type }) => PASSED_TYPES.test(type)).map(({ seq }) => seq);
  const read = [...items(state.fold.seqs)].filter((seq) => logged.includes(seq));
  const difference = readDifference(read, logged, state) ?? orderFault(state);
  if (difference) return difference;
  const messages = [...items(state.log)].flatMap((entry) => (entry.kind === "message" ? [entry] : []));
  const shown = messages.filter(({ from }) => from === "user").map(({ text }) => text);
  if (sorted(shown) !== sorted(inputs)) return `shows the inputs ${shown.join()}, log ${inputs.join()}`;
  const replies = [...repliesOf(events).values()];
  const answers = messages.filter(({ from }) => from === "agent").map(({ text }) => text);
  if (sorted(answers) !== sorted(replies))
    return `shows the replies ${answers.join()}, log ${replies.join()}`;
  const failed = [...items(state.log)].filter(hasFailed).length;
  if (failed > 0) return `${failed} messages of the log have failed`;
  const asked = questionIn(events);
  const open = state.question?.questionId ?? null;
  return open === asked ? null : `shows the question ${open}, log ${asked}`;
}

function hasFailed(entry: Entry): boolean {
  return entry.kind === "message" && entry.delivery === "failed";
}

function sorted(texts: readonly string[]): string {
  return [...texts].sort().join("\n");
}
