import { SessionError } from "../../wire/errors.js";
import type { Fact, ReadEvent } from "../../wire/facts.js";
import { isNamed, isNameless } from "../state/local-echo.js";
import type { Outgoing } from "../state/state.js";
import { nextDelay } from "../time/backoff.js";
import type { HistoryOptions, LatePages } from "./late-pages.js";

/** The log is given this long to show a message by itself, after its receipt has come. */
const SHOWN_WITHIN_MS = 1_000;

/**
 * Finds the messages whose receipts name events that are not shown, at or before `afterSeq`: one whose key was used
 * before, for example. A receipt without a seq does not say where its event stands, and the part of the log that is
 * shown never will. What is not shown is read for that alone, and once.
 */
export class HiddenInputs {
  readonly #options: HistoryOptions;
  readonly #pages: LatePages;
  /** Up to which seq the log has been searched, by the key of the message. */
  readonly #searched = new Map<string, number>();
  #search = new AbortController();
  #isWaiting = false;
  #timer: unknown = null;
  /** Searches in a row that have left something to be found. */
  #attempts = 0;

  constructor(options: HistoryOptions, pages: LatePages) {
    this.#options = options;
    this.#pages = pages;
  }

  /** A message may be among what is not shown. */
  look(): void {
    if (this.#isWaiting || this.#wanted.length === 0) return;
    const { clock } = this.#options;
    const timing = { attempt: this.#attempts, retryAfter: null, hidden: false, random: clock.random() };
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

  /** The messages that the service has, and that only an event before what is shown can settle. */
  get #wanted(): readonly Outgoing[] {
    const { outbox, view } = this.#options.store.state;
    return outbox.filter(
      ({ key, accepted, baseSeq }) =>
        accepted !== null &&
        accepted.seq === null &&
        !isNameless(accepted) &&
        Math.max(this.#searched.get(key) ?? 0, baseSeq ?? 0) < view.afterSeq,
    );
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
    // The log may not reach that far yet, or could not be read.
    this.#attempts = this.#wanted.length > 0 ? this.#attempts + 1 : 0;
    this.look();
  }

  /** Reads what is not shown, page by page, while there is something to be found in it. */
  async #read(signal: AbortSignal): Promise<void> {
    const { store, wire } = this.#options;
    while (this.#wanted.length > 0) {
      const after = Math.min(
        ...this.#wanted.map(({ key, baseSeq }) => Math.max(this.#searched.get(key) ?? 0, baseSeq ?? 0)),
      );
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
