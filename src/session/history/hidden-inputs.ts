import { SessionError } from "../../wire/errors.js";
import type { Fact, ReadEvent } from "../../wire/facts.js";
import { isNamed, isNameless } from "../state/local-echo.js";
import type { Outgoing } from "../state/state.js";
import { nextDelay } from "../time/backoff.js";
import type { HistoryOptions, LatePages } from "./late-pages.js";

/** A message is searched for this long after its receipt has come. Most are read with the log before that. */
const SHOWN_WITHIN_MS = 1_000;

/**
 * Finds the events of messages in the hidden part of the log, which is up to the `afterSeq` of the view and is never
 * shown. A message is looked for there if its receipt has no seq, for example because its key was used before. The part
 * is read only while such a message is left, and each of its pages once for each message.
 */
export class HiddenInputs {
  readonly #options: HistoryOptions;
  readonly #pages: LatePages;
  /** The seq up to which the log has been searched, by the key of the message. */
  readonly #searched = new Map<string, number>();
  #search = new AbortController();
  #isWaiting = false;
  #timer: unknown = null;
  /** How many searches in a row have left a message without its event. */
  #attempts = 0;

  constructor(options: HistoryOptions, pages: LatePages) {
    this.#options = options;
    this.#pages = pages;
  }

  /** Begins a search, if a message may be in the hidden part. */
  look(): void {
    if (this.#isWaiting || this.#wanted.length === 0) return;
    const { clock } = this.#options;
    const timing = { attempt: this.#attempts, random: clock.random() };
    this.#isWaiting = true;
    this.#timer = clock.setTimeout(
      () => void this.#find(this.#search.signal),
      SHOWN_WITHIN_MS + (this.#attempts > 0 ? nextDelay(timing) : 0),
    );
  }

  /** Ends the search: the log is left, or read anew. */
  stop(): void {
    this.#search.abort(new SessionError("closed", "The log is not read any more."));
    this.#search = new AbortController();
    this.#options.clock.clearTimeout(this.#timer);
    this.#searched.clear();
    this.#isWaiting = false;
    this.#attempts = 0;
  }

  /** The messages that the service has, and that only an event of the hidden part can settle. */
  get #wanted(): readonly Outgoing[] {
    const { outbox, view } = this.#options.store.state;
    return outbox.filter(
      (item) =>
        item.accepted !== null &&
        item.accepted.seq === null &&
        !isNameless(item.accepted) &&
        this.#after(item) < view.afterSeq,
    );
  }

  /** The seq after which a message is still to be searched for. */
  #after({ key, baseSeq }: Outgoing): number {
    return Math.max(this.#searched.get(key) ?? 0, baseSeq ?? 0);
  }

  async #find(signal: AbortSignal): Promise<void> {
    const { store } = this.#options;
    try {
      await this.#pages.persist(signal, () => this.#read(signal));
    } catch (error) {
      if (!signal.aborted && error instanceof SessionError) store.report(error);
    }
    if (signal.aborted) return;
    this.#isWaiting = false;
    // A message that was not found may come later, or the log could not be read.
    this.#attempts = this.#wanted.length > 0 ? this.#attempts + 1 : 0;
    this.look();
  }

  /** Reads the hidden part, page by page, while a message is to be found there. */
  async #read(signal: AbortSignal): Promise<void> {
    const { store, wire } = this.#options;
    while (this.#wanted.length > 0) {
      const after = Math.min(...this.#wanted.map((item) => this.#after(item)));
      const page = await this.#pages.page({ after, level: "user", signal });
      if (!page) return;
      for (const event of page.events) {
        if (event.seq <= store.state.view.afterSeq) this.#settle(wire.read(event));
      }
      const upTo = page.next ?? page.upTo ?? after;
      for (const { key } of this.#wanted)
        this.#searched.set(key, Math.max(this.#searched.get(key) ?? 0, upTo));
      if (page.next === null || upTo <= after) return;
    }
  }

  #settle({ event: { id, seq }, facts, turnId }: ReadEvent): void {
    const said = facts.find(isOfPerson);
    if (!said) return;
    for (const { key, accepted } of this.#wanted) {
      if (accepted && isNamed(accepted, { id, seq, turnId, heldId: said.heldId }))
        this.#options.store.dispatch({ type: "accepted", key, ...accepted, id, seq });
    }
  }
}

function isOfPerson(fact: Fact): fact is Extract<Fact, { says: "message" }> {
  return fact.says === "message" && fact.from === "user";
}
