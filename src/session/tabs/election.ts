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
import { MAX_EVENTS, parseLogWord, type LogTold } from "./log-words.js";
import type { TabMessage } from "./messages.js";
import { RecentEvents } from "./recent-events.js";

/** The beginning of the names of the locks whose holder leads. */
export const LOG_LOCKS = "oc-session:log:";

/** The other tabs of a conversation. */
export interface LogChannel {
  /** Whether other tabs can hear what is told. */
  readonly isOpen: boolean;
  tell(message: TabMessage): void;
}

/** A log and how a tab reads it. */
export interface LogSource {
  /**
   * Values that tell this reading of the log from any other: its wire, its session, its user, its way and its view. As
   * JSON they are a part of the name of the lock.
   */
  readonly name: readonly unknown[];
  /** The client token with which the log is read; "" for none. */
  readonly token: string;
}

/** Says which log is read in this tab. */
export interface SourceOwner {
  /** Null where it is not known whose the log is. */
  readonly logSource: LogSource | null;
}

/** How this tab stands with the log. */
export interface ReaderStatus {
  /** The last seq that this tab has read. */
  readonly upTo: number;
  /** Whether this tab can read the log. */
  readonly isLive: boolean;
  /** Whether somebody may be looking at this tab. */
  readonly isVisible: boolean;
  /** Whether this tab reads seldom, because nobody looks at it. */
  readonly isSeldom: boolean;
  /** Whether this tab takes in the events that a leader tells. */
  readonly isFollowing: boolean;
}

/** The reader of the log in this tab. */
export interface LogReader {
  /** As it is at the moment of the call. */
  readonly status: ReaderStatus;
}

/** What an election uses of `navigator.locks`. The types of Node have no `LockManager`. */
export interface Locks {
  request(name: string, options: LockRequest, run: (lock: object | null) => Promise<void>): Promise<unknown>;
}

interface LockRequest {
  readonly ifAvailable?: boolean;
  readonly signal?: AbortSignal;
  readonly steal?: boolean;
}

/** What an election works with. */
export interface ElectionOptions {
  readonly channel: LogChannel;
  readonly locks: Locks;
  readonly clock: Clock;
  readonly owner: SourceOwner;
  readonly reader: LogReader;
  /** Called when this tab reads for other tabs from now on. */
  readonly onLeading: () => unknown;
  /** Called when another tab reads for this tab from now on. */
  readonly onLed: () => unknown;
  /**
   * Called when the leader tells something, before its events are taken in. @param isLive whether the leader can read.
   */
  readonly onTold: (isLive: boolean) => void;
  /** Called with events that the leader has read, where this tab follows. */
  readonly onNews: (events: readonly SessionEvent[]) => void;
  /** Called when the log has more events than the leader knows. */
  readonly onMissed: () => void;
}

/**
 * Has one of the tabs that show a log read it and tell the others. A lock and {@link transition} decide which tab
 * leads; this class carries out the effects. No tab depends on another: a tab that hears nothing reads the log itself.
 */
export class Election {
  readonly #options: ElectionOptions;
  readonly #happenings = new InOrder<Happening>((happening) => this.#step(happening));
  readonly #recent = new RecentEvents();
  #standing = INITIAL_STANDING;
  /** The name of the log; null while this tab is alone. */
  #log: string | null = null;
  /** Ends the wait for the lock, or gives the lock back. */
  #turn = new AbortController();
  #timer: unknown = null;
  #onKnown: () => void = () => {};
  /** Whether another tab follows this one. */
  #isFollowed = false;
  /** `isLive` and `isSeldom` as this tab has told them last. */
  #told = "";
  /** The last seq up to which the leader has told of the log. */
  #toldUpTo = 0;
  /** The leader was asked for missing events. */
  #isMissing = false;

  constructor(options: ElectionOptions) {
    this.#options = options;
  }

  get role(): Role {
    return this.#standing.role;
  }

  /** Takes part in the election: the log is being read here, and may be read for other tabs. */
  join(): void {
    const source = this.#options.owner.logSource;
    // Tabs that differ in any part of the name never read for each other.
    const log = source && toJson([...source.name, subjectOf(source.token)]);
    if (log === this.#log) return;
    this.leave();
    this.#log = log;
    if (log !== null) this.#happen({ type: "join" });
  }

  /** Leaves the election: the log is not read here any more. */
  leave(): void {
    if (this.#log === null) return;
    this.#happen({ type: "leave" });
    this.#log = null;
    this.#isFollowed = false;
    this.#isMissing = false;
    this.#toldUpTo = 0;
    this.#recent.clear();
  }

  /** Takes in what the leader tells from now on. @param isFresh whether this tab has just read the log itself. */
  follow(isFresh: boolean): void {
    this.#happen({ type: "follow", isFresh });
  }

  /** Asks the leader to tell what it knows. */
  ask(): void {
    this.#happen({ type: "ask" });
  }

  /** Takes the lead from another tab: a person asks for an attempt in this tab. */
  takeOver(): void {
    this.#happen({ type: "take-over" });
  }

  /** Takes note of events that were read here after a seq. A leader tells the other tabs of them. */
  read(after: number, events: readonly SessionEvent[]): void {
    const { upTo } = this.#status;
    if (this.#log === null || upTo < after || (events.length === 0 && upTo === after)) return;
    this.#recent.add(after, upTo, events);
    if (this.role === "leader" && this.#isFollowed) this.#tell(after, upTo, events);
  }

  /** Tells the other tabs the status of this tab, where it leads and the status has changed. */
  announce(): void {
    if (this.role !== "leader" || !this.#isFollowed) return;
    const { upTo, isLive, isSeldom } = this.#status;
    if (this.#told !== `${isLive} ${isSeldom}`) this.#tell(upTo, upTo, []);
  }

  /** Resolves when it is known whether another tab leads. */
  async known(): Promise<void> {
    if (this.role === "candidate") await new Promise<void>((known) => (this.#onKnown = known));
  }

  /** Another tab tells something of a log. */
  heard(said: unknown): void {
    const word = parseLogWord(said);
    if (word === null || word.log !== this.#log) return;
    if (word.says === "wanted") return this.#answer(word.after);
    if (this.role !== "follower") return;
    const { isLive, isSeldom } = word;
    this.#happen({ type: "heard", isLive, isSeldom, isVisible: this.#status.isVisible });
    this.#options.onTold(isLive);
    if (this.#status.isFollowing) this.#takeIn(word);
  }

  /**
   * Takes in events that the leader tells. Missing events are asked for; where the leader lacks them too, they are
   * missed.
   */
  #takeIn({ after, upTo, events }: LogTold): void {
    const { onMissed, onNews } = this.#options;
    const known = this.#upTo;
    const isMissing = after > known;
    const wasMissing = this.#isMissing;
    this.#isMissing = isMissing && !wasMissing;
    if (isMissing) return wasMissing ? onMissed() : this.ask();
    this.#toldUpTo = Math.max(known, upTo);
    // An event that came to the leader after later events is news here too.
    const news = events.filter(({ seq }) => seq > known || seq <= after);
    if (news.length > 0) onNews(news);
  }

  get #status(): ReaderStatus {
    return this.#options.reader.status;
  }

  /** The last seq that is known here. */
  get #upTo(): number {
    return Math.max(this.#status.upTo, this.#toldUpTo);
  }

  #answer(after: number): void {
    if (this.role !== "leader") return;
    this.#isFollowed = true;
    const { upTo } = this.#status;
    const events = this.#recent.since(after);
    // A tab that has missed more events than are known here is told the last seq, and reads a page.
    if (events && after < upTo) this.#tell(after, upTo, events);
    else this.#tell(upTo, upTo, []);
  }

  #tell(after: number, upTo: number, events: readonly SessionEvent[]): void {
    const { isLive, isSeldom } = this.#status;
    const log = this.#log as string;
    this.#told = `${isLive} ${isSeldom}`;
    let from = after;
    for (let start = 0; start === 0 || start < events.length; start += MAX_EVENTS) {
      const part = events.slice(start, start + MAX_EVENTS);
      const isLast = start + MAX_EVENTS >= events.length;
      const to = isLast ? upTo : part.reduce((most, { seq }) => Math.max(most, seq), from);
      const word: LogTold = { says: "told", log, after: from, upTo: to, events: part, isLive, isSeldom };
      this.#options.channel.tell({ kind: "log", word });
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

  /** Asks for the lock, and holds it until `release`. An earlier request is given up. */
  #request(options: LockRequest): void {
    this.#turn.abort();
    const turn = new AbortController();
    const { signal } = turn;
    this.#turn = turn;
    const { channel, locks } = this.#options;
    const name = `${LOG_LOCKS}${this.#log}`;
    let isHeld = false;
    const request = (by: LockRequest, onTaken: () => void) => {
      const hold = async (lock: object | null) => {
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
        // The lock was taken away, or the use of locks is refused here.
        if (isHeld) this.#happen({ type: "lost" });
        else this.leave();
      });
    };
    request(options, () => {
      // Without a channel this tab cannot hear a leader.
      if (!channel.isOpen) return this.leave();
      request({ signal }, () => {});
      this.#happen({ type: "taken" });
    });
  }
}
