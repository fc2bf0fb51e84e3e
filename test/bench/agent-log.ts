import { longAnswer, type Message, timeOf } from "./transcripts.js";

/** The longest page of the log, in events. */
const PAGE_EVENTS = 500;
/** In how many fragments an answer of a transcript was told. */
const FRAGMENTS = 5;

/** An event of a serverless agent's log, before it has a place there. */
export interface Told {
  readonly turnId: string;
  readonly type: string;
  readonly data: object;
}

/** An answer that grows: what is told before its first fragment, its fragments, and what ends it. */
export interface GrowingAnswer {
  readonly opening: readonly Told[];
  readonly deltas: readonly Told[];
  readonly ending: readonly Told[];
}

/** The answer that follows a transcript of `count` messages, of about so many characters, in so many fragments. */
export function growingAnswer(
  count: number,
  { chars, deltas }: { chars: number; deltas: number },
): GrowingAnswer {
  const seq = count + 2;
  const text = longAnswer(seq, chars);
  return {
    opening: toldBy({ seq: count + 1, role: "user", text: "Tell me all of it." }),
    deltas: fragments(seq, text, deltas),
    ending: endOf(seq, text),
  };
}

/** What the log has of a message: ten events a turn, five of them fragments of the answer. */
function toldBy({ seq, role, text }: Message): readonly Told[] {
  if (role === "agent") return [...fragments(seq, text, FRAGMENTS), ...endOf(seq, text)];
  const turnId = turnOf(seq);
  return [
    { turnId, type: "message.received", data: { input: text, mode: "queue" } },
    { turnId, type: "turn.queued", data: { mode: "queue" } },
    { turnId, type: "turn.started", data: {} },
  ];
}

function fragments(seq: number, text: string, count: number): readonly Told[] {
  const turnId = turnOf(seq);
  const cut = (i: number) => Math.round((text.length * i) / count);
  return Array.from({ length: count }, (_, i) => {
    return { turnId, type: "message.delta", data: { text: text.slice(cut(i), cut(i + 1)) } };
  });
}

function endOf(seq: number, text: string): readonly Told[] {
  const turnId = turnOf(seq);
  return [
    { turnId, type: "message.completed", data: { text } },
    { turnId, type: "turn.completed", data: {} },
  ];
}

/** A message and its answer are one turn. */
function turnOf(seq: number): string {
  return `trn_${(seq + 1) >> 1}`;
}

/** The log of a serverless agent's session, as the routes of its host give it. */
export class AgentLog {
  /** The events as they are written; the first has seq 1. */
  readonly #events: string[] = [];
  readonly #length: number;
  readonly #waiting = new Set<() => void>();
  #isWorking = false;

  constructor(messages: readonly Message[]) {
    for (const message of messages) for (const told of toldBy(message)) this.#add(told, timeOf(message.seq));
    this.#length = this.#events.length;
  }

  /**
   * Gives `answer` the page after `seq`. While a turn runs, an empty page waits for the next event: the element
   * asks again at once after each event, so that it is fed as fast as the events come, each in a page of its own.
   */
  read(seq: number, answer: (page: string) => void): void {
    if (this.#isWorking && seq >= this.#events.length) this.#waiting.add(() => this.read(seq, answer));
    else answer(`{"events":[${this.#events.slice(seq, seq + PAGE_EVENTS).join(",")}]}`);
  }

  tell(told: Told): void {
    this.#add(told, Date.now());
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const read of waiting) read();
  }

  /** Takes back what was told since the transcript. */
  forget(): void {
    this.#events.length = this.#length;
    this.#isWorking = false;
    this.#waiting.clear();
  }

  #add({ turnId, type, data }: Told, time: number): void {
    const seq = this.#events.length + 1;
    const timestamp = new Date(time).toISOString();
    const event = { id: `evt_${seq}`, seq, timestamp, sessionId: "ses_bench", turnId, type, data };
    this.#events.push(JSON.stringify(event));
    this.#isWorking = type !== "turn.completed";
  }
}
