import { marked } from "marked";
import { Random } from "../../demo/fault-network/random.js";

/** One message of the transcript that every contender shows. */
export interface Message {
  readonly seq: number;
  readonly role: "user" | "agent";
  readonly text: string;
}

const WORDS = (
  "the report shows that every build of this service reads its settings from one file and writes a summary " +
  "when it ends so a failing step can be found by its name in the log without running all of them again while " +
  "the cache keeps what has not changed and tests start with the parts that broke most often last week"
).split(" ");

/** Writes text of mixed markdown; the same seed gives the same text. */
class Writer {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  below(limit: number): number {
    return this.#random.integer(0, limit - 1);
  }

  words(count: number): string {
    const start = this.below(WORDS.length);
    return Array.from({ length: count }, (_, i) => WORDS[(start + i * 7) % WORDS.length]).join(" ");
  }

  sentence(): string {
    const words = this.words(8 + this.below(10));
    return `${words[0]?.toUpperCase()}${words.slice(1)}.`;
  }

  paragraph(): string {
    const marks = [`**${this.words(2)}**`, `*${this.words(2)}*`, `\`${this.words(1)}()\``];
    return `${this.sentence()} ${marks[this.below(3)]} ${this.sentence()}`;
  }

  list(): string {
    const ordered = this.below(2) === 0;
    const items = Array.from(
      { length: 3 + this.below(3) },
      (_, i) => `${ordered ? `${i + 1}.` : "-"} ${this.words(6)}`,
    );
    return items.join("\n");
  }

  code(): string {
    const lines = Array.from(
      { length: 3 + this.below(5) },
      (_, i) => `  const value${i} = read("${this.words(1)}");`,
    );
    return `\`\`\`js\nfunction step() {\n${lines.join("\n")}\n}\n\`\`\``;
  }

  table(): string {
    const rows = Array.from(
      { length: 3 + this.below(3) },
      () => `| ${this.words(2)} | ${this.below(1000)} | ${this.words(1)} |`,
    );
    return `| Step | Time | State |\n| --- | ---: | --- |\n${rows.join("\n")}`;
  }

  answer(): string {
    const blocks = [this.paragraph()];
    const extras = [
      () => this.list(),
      () => this.code(),
      () => this.table(),
      () => `> ${this.sentence()}`,
      () => `See [${this.words(2)}](https://example.com/${this.below(1000)}).`,
    ];
    blocks.push(`### ${this.words(4)}`, extras[this.below(extras.length)]?.() ?? "");
    while (blocks.join("\n\n").length < 520) blocks.push(this.paragraph());
    return blocks.join("\n\n");
  }
}

/** A transcript of `count` messages: one or two sentences of a person, then about 600 characters of mixed GFM. */
export function transcript(count: number): readonly Message[] {
  return Array.from({ length: count }, (_, i) => message(i + 1));
}

/** The message at `seq` of every transcript that is long enough. The end of its text identifies it. */
export function message(seq: number): Message {
  const writer = new Writer(seq);
  const role = seq % 2 === 1 ? "user" : "agent";
  const text =
    role === "agent"
      ? writer.answer()
      : [writer.sentence(), writer.sentence()].slice(writer.below(2)).join(" ");
  return { seq, role, text: `${text}\n\nEnd of message ${seq}.` };
}

/** An answer of about `chars` characters of mixed GFM. The end of its text identifies it as the message at `seq`. */
export function longAnswer(seq: number, chars: number): string {
  const writer = new Writer(seq);
  const blocks = [writer.answer()];
  while (blocks.join("\n\n").length < chars) blocks.push(writer.answer());
  return `${blocks.join("\n\n")}\n\nEnd of message ${seq}.`;
}

/** The message as static HTML, as a server could send it. */
export function htmlOf({ seq, role, text }: Message): string {
  const body = role === "agent" ? marked.parse(text, { async: false, gfm: true }) : `<p>${text}</p>`;
  return (
    `<article class="message ${role}"><span class="author">${role}</span>` +
    `<time>${new Date(timeOf(seq)).toISOString()}</time><div class="bubble">${body}</div></article>\n`
  );
}

/** When a message was sent, in milliseconds since 1970: one message a minute. */
export function timeOf(seq: number): number {
  return Date.UTC(2026, 0, 1) + seq * 60_000;
}

/** An event of the log as JSON. */
export interface LoggedEvent {
  readonly seq: number;
  readonly json: string;
}

/** The events of a message; for an answer also the end of its turn. */
export function eventsOf({ seq, role, text }: Message): readonly LoggedEvent[] {
  const ts = new Date(timeOf(seq)).toISOString();
  const actor =
    role === "user" ? { type: "human", id: "usr_1" } : { type: "agent", id: "agt_1", display: "Agent" };
  const content = { actor, type: `${role}.message`, body: { text } };
  const ended = { actor: { type: "system" }, type: "turn.completed", body: { outcome: "completed" } };
  const events = role === "agent" ? [content, ended] : [content];
  const turn = `trn_${Math.ceil(seq / 2)}`;
  return events.map((event, i) => logged(seq * 2 + i, ts, turn, event));
}

function logged(seq: number, ts: string, turn: string, event: object): LoggedEvent {
  const data = {
    id: `evt_${seq}`,
    seq,
    ts,
    session: "ses_bench",
    level: "user",
    turn_id: turn,
    ...event,
  };
  return { seq, json: JSON.stringify(data) };
}

/** The frame of an event in a stream. */
export function frameOf({ seq, json }: LoggedEvent): string {
  return `id: ${seq}\ndata: ${json}\n\n`;
}
