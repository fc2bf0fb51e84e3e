import type { Level, SessionEvent } from "../../wire/events.js";
import type { Clock } from "../time/clock.js";
import { hasLocks } from "./tabs.js";
import type { LogMessage, TabMessage } from "./messages.js";

/** The tab that reads is taken for gone when it has not been heard for so long. */
const SILENCE_MS = 6_000;

/** A tab that is looked at reads more often than this. */
const SELDOM_MS = 2_000;

/** The other tabs of a conversation. */
export interface LogChannel {
  /** Whether it is known whose the conversation is: else nobody is told of its log. */
  readonly isKnown: boolean;
  tell(message: TabMessage): void;
  /** Does `work` while no other tab does work of the same name. */
  alone<T>(name: string, work: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

/** What sharing works with. */
export interface LogShareOptions {
  readonly channel: LogChannel;
  readonly clock: Clock;
  readonly level: () => Level;
  /** This tab reads for the others from now on. */
  readonly onLeading: () => void;
  /** Another tab has read what comes after a seq. */
  readonly onServed: (log: LogMessage) => void;
}

/**
 * A log that has to be asked for is read by one tab of a conversation, which tells the others. Whoever holds a lock
 * reads; a tab that nobody looks at lets another have it. All of it is courtesy: a tab that hears nothing reads.
 */
export class LogShare {
  readonly #options: LogShareOptions;
  /** Ends standing in line, or reading for the others. */
  #turn: AbortController | null = null;
  /** Gives the lock back. */
  #release: (() => void) | null = null;
  #heardAt = -Infinity;
  #isVisible = true;

  constructor(options: LogShareOptions) {
    this.#options = options;
  }

  /** Whether another tab reads the log, and has been heard of late. */
  get isServed(): boolean {
    return this.#release === null && this.#options.clock.now() - this.#heardAt < SILENCE_MS;
  }

  /** Stands in line to read for the others, if it does not yet. */
  join(): void {
    const { channel, level, onLeading } = this.#options;
    if (this.#turn || !channel.isKnown || !hasLocks()) return;
    const turn = new AbortController();
    this.#turn = turn;
    const lead = () =>
      new Promise<void>((release) => {
        if (turn.signal.aborted) return release();
        this.#release = release;
        onLeading();
      });
    channel.alone(`read:${level()}`, lead, turn.signal).catch(() => {});
  }

  /** Lets others read. */
  leave(): void {
    this.#turn?.abort();
    this.#turn = null;
    this.#release?.();
    this.#release = null;
    this.#heardAt = -Infinity;
  }

  setVisible(isVisible: boolean): void {
    this.#isVisible = isVisible;
    if (!this.#turn) return;
    if (isVisible && this.#release === null) {
      this.#options.channel.tell({ kind: "read-wanted", level: this.#options.level() });
    } else if (!isVisible && this.#release !== null) this.#queueAnew();
  }

  /** Tells the others of what has been read, be it nothing: they know then that somebody reads. */
  tell(after: number, upTo: number, events: readonly SessionEvent[]): void {
    if (this.#release === null) return;
    this.#options.channel.tell({ kind: "log", level: this.#options.level(), after, upTo, events });
  }

  /** Another tab of the conversation says something of the log. */
  heard(message: Extract<TabMessage, { kind: "log" | "read-wanted" }>): void {
    if (message.level !== this.#options.level() || !this.#turn) return;
    if (message.kind === "read-wanted") {
      if (this.#release !== null && !this.#isVisible) this.#queueAnew();
      return;
    }
    if (this.#release !== null) return;
    const { channel, clock, level, onServed } = this.#options;
    const now = clock.now();
    // Only a tab that nobody looks at reads so seldom: it is to let this one have its turn.
    if (this.#isVisible && now - this.#heardAt > SELDOM_MS)
      channel.tell({ kind: "read-wanted", level: level() });
    this.#heardAt = now;
    onServed(message);
  }

  #queueAnew(): void {
    this.leave();
    this.join();
  }
}
