import type { SessionEvent } from "../../../wire/events.js";
import type { ReadEvent } from "../../../wire/facts.js";
import { base } from "../entries.js";
import type { ListEdit } from "../../state/list.js";
import type { Entry, Fold, MessageEntry } from "../../state/state.js";
import { recentIndex } from "../recent.js";

/** Folds the fragments of growing replies into a log: one message for each turn. */
export class ReplyFold {
  readonly #log: ListEdit<Entry>;
  #reply: Fold["reply"];

  constructor(log: ListEdit<Entry>, { reply }: Fold) {
    this.#log = log;
    this.#reply = reply;
  }

  /** Whether no reply is growing. */
  get isSettled(): boolean {
    return this.#open() === null;
  }

  /** Ends the batch, and returns its part of the fold. */
  finish(): Pick<Fold, "reply"> {
    return { reply: this.#reply };
  }

  /**
   * Adds a fragment. If it is the first one, returns a new entry, which the caller inserts into the log. A fragment
   * after the end of the reply is ignored.
   */
  grow(read: ReadEvent, text: string): MessageEntry | null {
    const index = this.#indexOf(read.turnId);
    if (index === null) return this.#begin(read, text, true);
    const entry = this.#log.at(index) as MessageEntry;
    if (!entry.streaming) return null;
    const isAnew = this.#reply?.isAnew === true;
    if (isAnew) this.#remember(entry, false);
    this.#log.set(index, Object.freeze({ ...entry, text: isAnew ? text : entry.text + text }));
    return null;
  }

  /**
   * Replaces the fragments of a reply by its whole text. A turn may have several texts, each with an end. Later texts
   * are appended, except one that repeats the reply so far.
   *
   * @param event the event, if the host draws entries of its type; else null.
   */
  end(read: ReadEvent, text: string, event: SessionEvent | null): MessageEntry | null {
    const index = this.#indexOf(read.turnId);
    const drawn = event && { event };
    if (index === null) return text ? Object.freeze({ ...this.#begin(read, text, false), ...drawn }) : null;
    const entry = this.#log.at(index) as MessageEntry;
    const whole = entry.streaming ? text || entry.text : joined(entry.text, text);
    this.#log.set(index, Object.freeze({ ...entry, text: whole, streaming: false, ...drawn }));
    return null;
  }

  /**
   * Handles the start of a turn. A turn that starts again repeats its reply from the beginning, so the next fragment
   * replaces the text.
   */
  startTurn(turnId: string | null): void {
    const entry = this.#open();
    if (!entry) return;
    if (entry.turnId === turnId) this.#remember(entry, true);
    else this.#close(entry);
  }

  /** Ends the reply of a turn that has ended. */
  endTurn(turnId: string | null): void {
    const entry = this.#open();
    if (entry && (turnId === null || entry.turnId === null || entry.turnId === turnId)) this.#close(entry);
  }

  #begin(read: ReadEvent, text: string, streaming: boolean): MessageEntry {
    const { key, ...shared } = base(read);
    const entry: MessageEntry = {
      ...shared,
      kind: "message",
      key: read.turnId === null ? key : `turn:${read.turnId}:reply`,
      from: "agent",
      name: "",
      text,
      mine: false,
      delivery: null,
      error: null,
      streaming,
    };
    this.#remember(entry, false);
    return Object.freeze(entry);
  }

  #remember({ seq, turnId }: MessageEntry, isAnew: boolean): void {
    this.#reply = seq === null ? null : Object.freeze({ seq, turnId, isAnew });
  }

  #close(entry: MessageEntry): void {
    const index = this.#at(entry.seq ?? 0);
    if (index !== null) this.#log.set(index, Object.freeze({ ...entry, streaming: false }));
  }

  /** The entry of the growing reply; null when none grows. */
  #open(): MessageEntry | null {
    const index = this.#reply && this.#at(this.#reply.seq);
    const entry = index === null ? null : (this.#log.at(index) as MessageEntry);
    return entry?.streaming ? entry : null;
  }

  /** The index of a turn's reply in the log; null if it has none yet. */
  #indexOf(turnId: string | null): number | null {
    if (this.#reply && this.#reply.turnId === turnId) return this.#at(this.#reply.seq);
    if (turnId === null) return null;
    const isReply = (entry: Entry) => entry.kind === "message" && entry.key === `turn:${turnId}:reply`;
    return recentIndex(this.#log, isReply);
  }

  #at(seq: number): number | null {
    const index = this.#log.firstIndex((entry) => (entry.seq as number) >= seq);
    const entry = this.#log.at(index);
    return entry?.seq === seq && entry.kind === "message" ? index : null;
  }
}

function joined(said: string, text: string): string {
  if (text === "" || said === text) return said;
  return text.startsWith(said) ? text : `${said}\n\n${text}`;
}
