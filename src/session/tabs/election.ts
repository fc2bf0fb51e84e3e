import type { SessionEvent } from "../../wire/events.js";
import { toJson } from "../../wire/json.js";
import { InOrder } from "../state/in-order.js";
import type { Clock } from "../time/clock.js";
import {
  INITIAL_STANDING,
  transition,
  type Effect,
  type Happening,
  type Role,
} from "./election-transition.js";
import { subjectOf } from "../access/subject.js";
import { MOST_EVENTS, parseLogWord, type LogTold } from "./log-words.js";
import type { TabMessage } from "./messages.js";
import { RecentEvents } from "./recent-events.js";

/** The other tabs of a conversation. */
export interface LogChannel {
  /** Whether what is told can be heard. */
  readonly isOpen: boolean;
  tell(message: TabMessage): void;
}

/** A log as it is read in a tab. */
export interface LogSource {
  /** What tells it from every other, as JSON: who reads it, by which way, from where and with what eyes. */
  readonly name: readonly unknown[];
  readonly token: string;
}

/** How the tab that leads fares. */
export interface Fare {
  /** Up to which seq it has read. */
  readonly upTo: number;
  /** The log can be read. */
  readonly isLive: boolean;
  readonly isVisible: boolean;
  /** As nobody looks at the tab, it reads seldom. */
  readonly isSeldom: boolean;
}

/** What an election works with. */
export interface ElectionOptions {
  readonly channel: LogChannel;
  readonly locks: LockManager;
  /** Which log is read here; null where it is not known whose it is. */
  readonly source: () => LogSource | null;
  readonly clock: Clock;
  readonly fare: () => Fare;
  /** This tab reads for the others from now on; or another one does. */
  readonly onLeading: () => unknown;
  readonly onLed: () => unknown;
  /** The leader says something: what has happened in the log is taken in where this tab `isFollowing` then. */
  readonly onTold: (isLive: boolean) => void;
  readonly isFollowing: () => boolean;
  readonly onNews: (events: readonly SessionEvent[]) => void;
  /** More has happened than the leader knows. */
  readonly onMissed: () => void;
}

/**
 * One tab of those that show a log reads it, and tells the others. Who leads is decided by a lock, and by
 * {@link transition}; this class does it. All of it is courtesy: a tab that hears nothing reads.
 */
export class Election {
  readonly #options: ElectionOptions;
  readonly #happenings = new InOrder<Happening>((happening) => this.#step(happening));
  readonly #recent = new RecentEvents();
  #standing = INITIAL_STANDING;
  /** The log that it is about; null while this tab is alone. */
  #log: string | null = null;
  /** Ends standing in line, or leading. */
  #turn = new AbortController();
  #timer: unknown = null;
  #onKnown: () => void = () => {};
  /** Somebody hears what is told. */
  #isFollowed = false;
  /** What was told last of how this tab fares. */
  #told = "";
  /** Up to which seq the leader has told of the log. */
  #toldUpTo = 0;
  /** The leader has been asked for what is missing. */
  #isMissing = false;

  constructor(options: ElectionOptions) {
    this.#options = options;
  }

  get role(): Role {
    return this.#standing.role;
  }

  /** The log is being read here, and may be read for others. */
  join(): void {
    const source = this.#options.source();
    // Tabs that differ in any of it never read for each other.
    const log = source && toJson([...source.name, subjectOf(source.token)]);
    if (log === this.#log) return;
    this.leave();
    this.#log = log;
    if (log !== null) this.#happen({ type: "join" });
  }

  /** The log is not read here any more. */
  leave(): void {
    if (this.#log === null) return;
    this.#happen({ type: "leave" });
    this.#log = null;
    this.#isFollowed = false;
    this.#isMissing = false;
    this.#toldUpTo = 0;
    this.#recent.clear();
  }

  /** From now on what the leader says is taken in. @param isFresh this tab has just read the log by itself. */
  follow(isFresh: boolean): void {
    this.#happen({ type: "follow", isFresh });
  }

  /** Has the leader say what there is. */
  ask(): void {
    this.#happen({ type: "ask" });
  }

  takeOver(): void {
    this.#happen({ type: "take-over" });
  }

  /** The log has been read here from one seq on: a leader tells the others. */
  read(after: number, events: readonly SessionEvent[]): void {
    const { upTo } = this.#options.fare();
    if (this.#log === null || upTo < after || (events.length === 0 && upTo === after)) return;
    this.#recent.add(after, upTo, events);
    if (this.role === "leader" && this.#isFollowed) this.#tell(after, upTo, events);
  }

  /** A leader tells the others how it fares, where that has changed. */
  announce(): void {
    if (this.role !== "leader" || !this.#isFollowed) return;
    const { upTo, isLive, isSeldom } = this.#options.fare();
    if (this.#told !== `${isLive} ${isSeldom}`) this.#tell(upTo, upTo, []);
  }

  /** When it is known whether another tab leads. */
  async known(): Promise<void> {
    if (this.role === "candidate") await new Promise<void>((known) => (this.#onKnown = known));
  }

  /** Another tab says something of a log. */
  heard(said: unknown): void {
    const word = parseLogWord(said);
    if (word === null || word.log !== this.#log) return;
    if (word.says === "wanted") return this.#answer(word.after);
    if (this.role !== "follower") return;
    const { isLive, isSeldom } = word;
    this.#happen({ type: "heard", isLive, isSeldom, isVisible: this.#options.fare().isVisible });
    this.#options.onTold(isLive);
    if (this.#options.isFollowing()) this.#takeIn(word);
  }

  /** What is missing is asked for; where the leader does not know it either, it is missed. */
  #takeIn({ after, upTo, events }: LogTold): void {
    const { onMissed, onNews } = this.#options;
    const known = this.#upTo;
    const isMissing = after > known;
    const wasMissing = this.#isMissing;
    this.#isMissing = isMissing && !wasMissing;
    if (isMissing) return wasMissing ? onMissed() : this.ask();
    this.#toldUpTo = Math.max(known, upTo);
    // One that came late to the leader, after later ones, is news here too.
    const news = events.filter(({ seq }) => seq > known || seq <= after);
    if (news.length > 0) onNews(news);
  }

  /** Up to which seq the log is known here. */
  get #upTo(): number {
    return Math.max(this.#options.fare().upTo, this.#toldUpTo);
  }

  #answer(after: number): void {
    if (this.role !== "leader") return;
    this.#isFollowed = true;
    const { upTo } = this.#options.fare();
    const events = this.#recent.since(after);
    // Who has missed more than is known here reads a page.
    if (events && after < upTo) this.#tell(after, upTo, events);
    else this.#tell(upTo, upTo, []);
  }

  #tell(after: number, upTo: number, events: readonly SessionEvent[]): void {
    const { channel, fare } = this.#options;
    const { isLive, isSeldom } = fare();
    const log = this.#log as string;
    this.#told = `${isLive} ${isSeldom}`;
    let from = after;
    for (let start = 0; start === 0 || start < events.length; start += MOST_EVENTS) {
      const part = events.slice(start, start + MOST_EVENTS);
      const isLast = start + MOST_EVENTS >= events.length;
      const to = isLast ? upTo : part.reduce((most, { seq }) => Math.max(most, seq), from);
      const word: LogTold = { says: "told", log, after: from, upTo: to, events: part, isLive, isSeldom };
      channel.tell({ kind: "log", word });
      from = to;
    }
  }

  #happen(happening: Happening): void {
    this.#happenings.happen(happening);
  }

  #step(happening: Happening): void {
    const [standing, effects] = transition(this.#standing, happening, this.#options.clock.random());
    this.#standing = standing;
    if (standing.role !== "candidate") this.#onKnown();
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: Effect): void {
    const { channel, clock, onLeading, onLed } = this.#options;
    switch (effect.do) {
      case "stand":
        return this.#request({ ifAvailable: true });
      case "steal":
        return this.#request({ steal: true });
      case "release":
        return this.#turn.abort();
      case "ask":
        return channel.tell({ kind: "log", word: { says: "wanted", log: this.#log, after: this.#upTo } });
      case "greet":
        this.#isFollowed = true;
        this.#told = "";
        return this.announce();
      case "wait":
        clock.clearTimeout(this.#timer);
        if (effect.milliseconds !== null)
          this.#timer = clock.setTimeout(() => this.#happen({ type: "due" }), effect.milliseconds);
        return;
      case "lead":
        return void onLeading();
      case "be-led":
        return void onLed();
    }
  }

  /** Asks for the lock, and holds it until `release`. What was asked for before is let go of. */
  #request(options: LockOptions): void {
    this.#turn.abort();
    const turn = new AbortController();
    const { signal } = turn;
    this.#turn = turn;
    const { channel, locks } = this.#options;
    const name = `oc-session:log:${this.#log}`;
    let isHeld = false;
    const request = (by: LockOptions, onTaken: () => void) => {
      const hold = async (lock: Lock | null) => {
        if (signal.aborted) return;
        if (!lock) return onTaken();
        isHeld = true;
        await new Promise((release) => {
          signal.addEventListener("abort", release);
          this.#happen({ type: "elected" });
        });
      };
      locks.request(name, by, hold).catch(() => {
        if (signal.aborted) return;
        // It was taken away; or the use of locks is refused here.
        if (isHeld) this.#happen({ type: "lost" });
        else this.leave();
      });
    };
    request(options, () => {
      // Without a channel a leader cannot be heard.
      if (!channel.isOpen) return this.leave();
      request({ signal }, () => {});
      this.#happen({ type: "taken" });
    });
  }
}
