import type { Logged } from "./logged.js";

/** A message that a client has begun to send. */
interface Sent {
  readonly client: string;
  readonly text: string;
  /** The highest seq that had been acknowledged to any client before. */
  readonly after: number;
}

/** The messages that clients have sent and the events that they have received, to be compared with the log at rest. */
export class History {
  /** In the order of sending. */
  readonly #sent: Sent[] = [];
  /** The clients and the acknowledged seqs, by text. */
  readonly #acknowledged = new Map<string, { client: string; seq: number }>();
  /** The received events, by client. */
  readonly #seen = new Map<string, { seq: number; id: string }[]>();
  #highest = 0;

  /** A client has begun to send a text, which differs from all others. */
  sent(client: string, text: string): void {
    this.#sent.push({ client, text, after: this.#highest });
  }

  /** The server has acknowledged a client's text with a seq. */
  acknowledged(client: string, text: string, seq: number): void {
    this.#acknowledged.set(text, { client, seq });
    this.#highest = Math.max(this.#highest, seq);
  }

  /** A client has received an event. */
  seen(client: string, { seq, id }: { seq: number; id: string }): void {
    const events = this.#seen.get(client) ?? [];
    events.push({ seq, id });
    this.#seen.set(client, events);
  }

  /** Whether each client has received as many events as the log has for clients. */
  hasShown(log: readonly Logged[]): boolean {
    const count = log.filter(({ isShown }) => isShown).length;
    return [...this.#seen.values()].every((events) => events.length >= count);
  }

  get acknowledgedCount(): number {
    return this.#acknowledged.size;
  }

  /** The differences between the history and the log of the clients' session, as sentences; must be empty. */
  violations(log: readonly Logged[]): string[] {
    return [
      ...ofSeqs(log),
      ...this.#ofAcknowledged(log),
      ...this.#ofSent(log),
      ...this.#ofOrder(log),
      ...this.#ofSeen(log),
      ...ofTurns(log),
    ];
  }

  #ofAcknowledged(log: readonly Logged[]): string[] {
    return Array.from(this.#acknowledged, ([text, { client, seq }]) =>
      log[seq - 1]?.said === text ? "" : `lost: "${text}" of ${client}, acknowledged at ${seq}`,
    ).filter(Boolean);
  }

  /** The log must have each message once, from its sender, and after all messages acknowledged before it was sent. */
  #ofSent(log: readonly Logged[]): string[] {
    const sent = new Map(this.#sent.map((one) => [one.text, one]));
    const met = new Set<string>();
    const violations: string[] = [];
    for (const { seq, said, by } of log) {
      if (said === null) continue;
      if (met.has(said)) violations.push(`doubled: "${said}"`);
      met.add(said);
      const { client, after } = sent.get(said) ?? { client: null, after: 0 };
      if (by !== client)
        violations.push(`"${said}" was sent by ${client}, and is in the log as sent by ${by}`);
      if (seq <= after) violations.push(`reordered: "${said}" at ${seq} was sent after ${after} was known`);
    }
    return violations;
  }

  #ofOrder(log: readonly Logged[]): string[] {
    const places = new Map(log.map(({ said, seq }) => [said, seq]));
    const last = new Map<string, Sent>();
    const violations: string[] = [];
    for (const sent of this.#sent.filter(({ text }) => places.has(text))) {
      const before = last.get(sent.client);
      last.set(sent.client, sent);
      if (before && places.get(sent.text)! < places.get(before.text)!)
        violations.push(`reordered: ${sent.client} sent "${before.text}" before "${sent.text}"`);
    }
    return violations;
  }

  #ofSeen(log: readonly Logged[]): string[] {
    const shown = log.filter(({ isShown }) => isShown);
    const violations: string[] = [];
    for (const [client, events] of this.#seen) {
      const wrong = events.findIndex(({ seq, id }, at) => seq !== shown[at]?.seq || id !== shown[at].id);
      if (wrong >= 0)
        violations.push(
          `${client} received ${events[wrong]!.id} as ${events[wrong]!.seq} at place ${wrong + 1}`,
        );
      else if (events.length < shown.length)
        violations.push(`${client} received ${events.length} of ${shown.length}`);
    }
    return violations;
  }
}

function ofSeqs(log: readonly Logged[]): string[] {
  const wrong = log.findIndex(({ seq }, index) => seq !== index + 1);
  const ids = new Set(log.map(({ id }) => id));
  return [
    ...(wrong >= 0 ? [`the log has seq ${log[wrong]!.seq} at place ${wrong + 1}`] : []),
    ...(ids.size < log.length ? ["two events have one id"] : []),
  ];
}

/** A turn must end once, after its work and before the next turn starts. A running turn may be started again. */
function ofTurns(log: readonly Logged[]): string[] {
  const violations: string[] = [];
  const ended = new Set<string>();
  let running: string | null = null;
  for (const { seq, turn } of log) {
    if (turn === null) continue;
    const { id, is } = turn;
    const isBeginning = is === "start" && running === null && !ended.has(id);
    if (!isBeginning && id !== running) violations.push(`${is} of ${id} at ${seq}, while ${running} ran`);
    if (is === "start") running = id;
    if (is !== "end") continue;
    ended.add(id);
    running = null;
  }
  return running === null ? violations : [...violations, `${running} has no end`];
}
