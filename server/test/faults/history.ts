import type { Logged } from "./logged.js";

/** What a client began to send. */
interface Sent {
  readonly client: string;
  readonly text: string;
  /** The highest seq that any client had been told of by then. */
  readonly after: number;
}

/** What clients were promised and shown while things failed; checked against the log when they do not any more. */
export class History {
  /** In the order in which it was begun. */
  readonly #sent: Sent[] = [];
  /** By text: who sent it, and the seq that was acknowledged. */
  readonly #acknowledged = new Map<string, { client: string; seq: number }>();
  readonly #seen = new Map<string, { seq: number; id: string }[]>();
  #highest = 0;

  /** A client has begun to send a text, which no other sends. */
  sent(client: string, text: string): void {
    this.#sent.push({ client, text, after: this.#highest });
  }

  /** A client was told that its text has this place in the log. */
  acknowledged(client: string, text: string, seq: number): void {
    this.#acknowledged.set(text, { client, seq });
    this.#highest = Math.max(this.#highest, seq);
  }

  /** A client was shown an event. */
  seen(client: string, { seq, id }: { seq: number; id: string }): void {
    const events = this.#seen.get(client) ?? [];
    events.push({ seq, id });
    this.#seen.set(client, events);
  }

  /** Whether each client was shown as many events as a log has to show. */
  hasShown(log: readonly Logged[]): boolean {
    const count = log.filter(({ isShown }) => isShown).length;
    return [...this.#seen.values()].every((events) => events.length >= count);
  }

  get acknowledgedCount(): number {
    return this.#acknowledged.size;
  }

  /**
   * What of it is not so in the log of the session that these clients share.
   *
   * @returns sentences; none when all is as promised
   */
  complaints(log: readonly Logged[]): string[] {
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

  /** Each message is there once, by who sent it, and behind all that had been acknowledged before it was sent. */
  #ofSent(log: readonly Logged[]): string[] {
    const sent = new Map(this.#sent.map((one) => [one.text, one]));
    const met = new Set<string>();
    const complaints: string[] = [];
    for (const { seq, said, by } of log) {
      if (said === null) continue;
      if (met.has(said)) complaints.push(`doubled: "${said}"`);
      met.add(said);
      const { client, after } = sent.get(said) ?? { client: null, after: 0 };
      if (by !== client) complaints.push(`"${said}" is of ${client}, and in the log of ${by}`);
      if (seq <= after) complaints.push(`reordered: "${said}" at ${seq} was sent after ${after} was known`);
    }
    return complaints;
  }

  #ofOrder(log: readonly Logged[]): string[] {
    const places = new Map(log.map(({ said, seq }) => [said, seq]));
    const last = new Map<string, Sent>();
    const complaints: string[] = [];
    for (const sent of this.#sent.filter(({ text }) => places.has(text))) {
      const before = last.get(sent.client);
      last.set(sent.client, sent);
      if (before && places.get(sent.text)! < places.get(before.text)!)
        complaints.push(`reordered: ${sent.client} sent "${before.text}" before "${sent.text}"`);
    }
    return complaints;
  }

  #ofSeen(log: readonly Logged[]): string[] {
    const shown = log.filter(({ isShown }) => isShown);
    const complaints: string[] = [];
    for (const [client, events] of this.#seen) {
      const wrong = events.findIndex(({ seq, id }, at) => seq !== shown[at]?.seq || id !== shown[at].id);
      if (wrong >= 0)
        complaints.push(
          `${client} was shown ${events[wrong]!.id} as ${events[wrong]!.seq} at place ${wrong + 1}`,
        );
      else if (events.length < shown.length)
        complaints.push(`${client} was shown ${events.length} of ${shown.length}`);
    }
    return complaints;
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

/** Every turn that began ends once, after all that it did, and before the next begins; it may begin anew. */
function ofTurns(log: readonly Logged[]): string[] {
  const complaints: string[] = [];
  const ended = new Set<string>();
  let running: string | null = null;
  for (const { seq, turn } of log) {
    if (turn === null) continue;
    const { id, is } = turn;
    const isBeginning = is === "start" && running === null && !ended.has(id);
    if (!isBeginning && id !== running) complaints.push(`${is} of ${id} at ${seq}, while ${running} ran`);
    if (is === "start") running = id;
    if (is !== "end") continue;
    ended.add(id);
    running = null;
  }
  return running === null ? complaints : [...complaints, `${running} has no end`];
}
