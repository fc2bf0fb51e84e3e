import type { Json } from "../support/json.js";

/** What clients were promised and shown while things failed; checked against the log when they do not any more. */
export class History {
  /** By text: who sent it, as which of its messages, and the seq that was acknowledged. */
  readonly #acknowledged = new Map<string, { client: string; seq: number }>();
  readonly #sent = new Map<string, string[]>();
  readonly #seen = new Map<string, { seq: number; id: string }[]>();

  /** A client has begun to send a text. */
  sent(client: string, text: string): void {
    this.#sent.set(client, [...(this.#sent.get(client) ?? []), text]);
  }

  /** A client was told that its text has this place in the log. */
  acknowledged(client: string, text: string, seq: number): void {
    this.#acknowledged.set(text, { client, seq });
  }

  /** A client was shown an event. */
  seen(client: string, { seq, id }: { seq: number; id: string }): void {
    const events = this.#seen.get(client) ?? [];
    events.push({ seq, id });
    this.#seen.set(client, events);
  }

  /** Whether each client was shown so many events. */
  hasShown(count: number): boolean {
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
  complaints(log: readonly Json[]): string[] {
    const texts = log.filter(({ type }) => type === "user.message").map(({ body }) => body.text as string);
    return [
      ...this.#ofSeqs(log),
      ...this.#ofAcknowledged(log),
      ...this.#ofOrder(texts),
      ...this.#ofSeen(log),
      ...ofTurns(log),
    ];
  }

  #ofSeqs(log: readonly Json[]): string[] {
    const wrong = log.findIndex(({ seq }, index) => seq !== index + 1);
    const ids = new Set(log.map(({ id }) => id));
    return [
      ...(wrong >= 0 ? [`the log has seq ${log[wrong].seq} at place ${wrong + 1}`] : []),
      ...(ids.size < log.length ? ["two events have one id"] : []),
    ];
  }

  #ofAcknowledged(log: readonly Json[]): string[] {
    return Array.from(this.#acknowledged, ([text, { client, seq }]) =>
      log[seq - 1]?.body.text === text ? "" : `lost: "${text}" of ${client}, acknowledged at ${seq}`,
    ).filter(Boolean);
  }

  #ofOrder(texts: readonly string[]): string[] {
    const doubled = texts.filter((text, index) => texts.indexOf(text) < index);
    const complaints = doubled.map((text) => `doubled: "${text}"`);
    for (const [client, sent] of this.#sent) {
      const places = sent.map((text) => texts.indexOf(text)).filter((place) => place >= 0);
      const wrong = places.findIndex((place, index) => index > 0 && place < places[index - 1]!);
      if (wrong < 0) continue;
      const [before, after] = [texts[places[wrong]!], texts[places[wrong - 1]!]];
      complaints.push(`reordered: the messages of ${client}: "${before}" came before "${after}"`);
    }
    return complaints;
  }

  #ofSeen(log: readonly Json[]): string[] {
    const complaints: string[] = [];
    for (const [client, events] of this.#seen) {
      for (const [index, { seq, id }] of events.entries()) {
        if (seq !== index + 1) {
          complaints.push(`${client} was shown seq ${seq} at place ${index + 1}`);
          break;
        }
        if (log[seq - 1]?.id !== id) complaints.push(`${client} was shown another event at ${seq}`);
      }
      if (events.length < log.length)
        complaints.push(`${client} was shown ${events.length} of ${log.length}`);
    }
    return complaints;
  }
}

/** Every turn that began ends once, after all that it did, and before the next begins. */
function ofTurns(log: readonly Json[]): string[] {
  const complaints: string[] = [];
  let running: string | null = null;
  for (const { seq, type, turn_id } of log) {
    if (type === "turn.started") {
      if (running !== null) complaints.push(`${turn_id} began at ${seq}, while ${running} ran`);
      running = turn_id;
    } else if (turn_id !== undefined && turn_id !== running) {
      complaints.push(`${type} of ${turn_id} at ${seq}, while ${running} ran`);
    } else if (type === "turn.completed") running = null;
  }
  return running === null ? complaints : [...complaints, `${running} has no end`];
}
