import { longAnswer, type Message, timeOf } from "./transcripts.js";

/** The maximal number of events in a page. */
const PAGE_EVENTS = 500;
/** The number of fragments of each answer in a transcript. */
const FRAGMENTS = 5;

/** An event of a serverless agent's log, without its seq. */
export interface EventDraft {
  readonly turnId: string;
  readonly type: string;
  readonly data: object;
}

/** The events of a growing answer: those before its first fragment, its fragments, and its end. */
export interface GrowingAnswer {
  readonly opening: readonly EventDraft[];
  readonly deltas: readonly EventDraft[];
  readonly ending: readonly EventDraft[];
}

/** The answer after a transcript of `count` messages: about `chars` characters in `deltas` fragments. */
export function growingAnswer(
  count: number,
  { chars, deltas }: { chars: number; deltas: number },
): GrowingAnswer {
  const seq = count + 2;
  const text = longAnswer(seq, chars);
  return {
    opening: eventsOf({ seq: count + 1, role: "user", text: "Tell me all of it." }),
    deltas: fragments(seq, text, deltas),
    ending: endOf(seq, text),
  };
}

/** The events of a message. A turn has ten events, five of which are fragments of the answer. */
function eventsOf({ seq, role, text }: Message): readonly EventDraft[] {
  if (role === "agent") return [...fragments(seq, text, FRAGMENTS), ...endOf(seq, text)];
  const turnId = turnOf(seq);
  return [
    { turnId, type: "message.received", data: { input: text, mode: "queue" } },
    { turnId, type: "turn.queued", data: { mode: "queue" } },
    { turnId, type: "turn.started", data: {} },
  ];
}

function fragments(seq: number, text: string, count: number): readonly EventDraft[] {
  const turnId = turnOf(seq);
  const cut = (i: number) => Math.round((text.length * i) / count);
  return Array.from({ length: count }, (_, i) => {
    return { turnId, type: "message.delta", data: { text: text.slice(cut(i), cut(i + 1)) } };
  });
}

function endOf(seq: number, text: string): readonly EventDraft[] {
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

/** The log of a serverless agent's session, as the routes of its host return it. */
export class AgentLog {
  /** The JSON of the events; the first has seq 1. */
  readonly #events: string[] = [];
  readonly #length: number;
  readonly #waiting = new Set<() => void>();
  #isWorking = false;

  constructor(messages: readonly Message[]) {
    for (const message of messages) {
      for (const draft of eventsOf(message)) this.#add(draft, timeOf(message.seq));
    }
    this.#length = this.#events.length;
  }

  /**
   * Calls `answer` with the page after `seq`. While a turn runs, a request without new events is answered at the next
   * event. The element then requests the next page at once, so that every event has its own page and no delay.
   */
  read(seq: number, answer: (page: string) => void): void {
    if (this.#isWorking && seq >= this.#events.length) this.#waiting.add(() => this.read(seq, answer));
    else answer(`{"events":[${this.#events.slice(seq, seq + PAGE_EVENTS).join(",")}]}`);
  }

  append(draft: EventDraft): void {
    this.#add(draft, Date.now());
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const read of waiting) read();
  }

  /** Removes the events after the transcript. */
  reset(): void {
    this.#events.length = this.#length;
    this.#isWorking = false;
    this.#waiting.clear();
  }

  #add({ turnId, type, data }: EventDraft, time: number): void {
    const seq = this.#events.length + 1;
    const timestamp = new Date(time).toISOString();
    const event = { id: `evt_${seq}`, seq, timestamp, sessionId: "ses_bench", turnId, type, data };
    this.#events.push(JSON.stringify(event));
    this.#isWorking = type !== "turn.completed";
  }
}
