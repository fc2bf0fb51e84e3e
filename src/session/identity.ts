import { toJson } from "../wire/json.js";
import type { SpokenWire } from "../wire/spoken-wire.js";
import type { CachePlace } from "./history/cache-options.js";
import type { AccessState } from "./access/access-state.js";
import type { Person } from "./access/person.js";
import { newIdempotencyKey } from "./sending/idempotency-key.js";
import { OutboxStore } from "./sending/outbox.js";
import { isFor, type OutboxRecord } from "./sending/outbox-record.js";
import { browserStorages, nameOf, NO_STORAGES, type Storages } from "./sending/storages.js";
import { reserveWay, type SessionOptions } from "./session-options.js";
import { readLevel } from "./state/session-view.js";
import type { Outgoing } from "./state/state.js";
import type { SessionStore } from "./fold/store.js";
import type { LogSource } from "./tabs/election.js";
import type { TabNames } from "./tabs/tab-sync.js";
import type { Clock } from "./time/clock.js";

/** Keeps the files of a draft. */
export interface FileDraft {
  draftFiles: string;
  /** Whose draft it is. */
  readonly person: Pick<Person, "key" | "user">;
}

/** What an identity is made of. */
export interface IdentityOptions {
  readonly base: string;
  readonly options: SessionOptions;
  readonly store: SessionStore;
  readonly clock: Clock;
  readonly person: Person;
  readonly access: Readonly<AccessState>;
  readonly wire: Pick<SpokenWire, "name">;
}

/**
 * Knows whose conversation it is, and so which of the things kept in the browser belong to it: those of the same user
 * and session. Where no user is named, only the host's own backend can say that a session is for the person who sits
 * there. Until it has, nothing that is kept is shown or sent.
 */
export class Identity implements FileDraft {
  /** The things that are kept between pages. */
  readonly outbox: OutboxStore;
  readonly person: Person;
  readonly #options: IdentityOptions;
  readonly #storages: Storages;
  readonly #reserved: ReturnType<typeof reserveWay>;
  readonly #way: string;
  /**
   * The user and the session whose things were looked up last. Null before the first request is out, because opening
   * the storage takes a while.
   */
  #looked: string | null = null;
  /** The mark of the last reset that is known here. */
  #resetMark = "";

  constructor(from: IdentityOptions) {
    const { storage = "device", storages = browserStorages() } = from.options;
    this.#options = from;
    this.person = from.person;
    this.#storages = storage === "none" ? NO_STORAGES : storages;
    this.#reserved = reserveWay(from.options);
    this.#way = `@${this.#reserved.way ?? newIdempotencyKey()}`;
    this.outbox = new OutboxStore(
      () => ({
        base: from.base,
        user: this.person.key,
        way: from.access.isGiven ? null : this.#reserved.way,
        session: this.#session,
        after: from.options.after ?? null,
      }),
      this.#storages,
      (error) => from.store.report(error),
    );
  }

  /** The key of the person; null where neither the host nor its backend gives one. */
  get user(): string | null {
    return this.person.user;
  }

  /** The session, once it is known to be for the person who sits there; null until then. */
  get session(): string | null {
    return this.user === null ? this.#options.access.confirmed : this.#session;
  }

  /** The names by which the tabs of this conversation, and those that are about to open it, address each other. */
  get tabNames(): TabNames {
    const name = (place: string) => toJson([this.#options.base, this.person.key, place]);
    const { session } = this;
    return { way: name(this.#way), conversation: session === null ? null : name(session) };
  }

  /** The log as it is read here; null where it is not known whose it is. */
  get logSource(): LogSource | null {
    const { session, user } = this;
    const { access, options, store, wire } = this.#options;
    const { view } = store.state;
    const read = [readLevel(view), view.afterSeq, view.viewer];
    const name = [wire.name, session, user, this.#way, options.withCredentials === true, ...read];
    return session === null ? null : { name, token: access.grant?.token ?? "" };
  }

  /** Where the end of the log is kept; null: nowhere, or it is not known whose it is. @throws where storage is refused. */
  get cachePlace(): CachePlace | null {
    const { session } = this;
    const { access, base, store, wire } = this.#options;
    const kind = this.#cache;
    const storage = kind && this.#storages[kind];
    if (session === null || !storage || this.wasReset()) return null;
    const { view } = store.state;
    const of = [wire.name, readLevel(view), view.afterSeq, this.outbox.resetMark(session)];
    const name = nameOf("cache", base, this.person.key ?? "", session);
    return { storage, name, of, token: access.grant?.token ?? null };
  }

  /** Whether the end of the log is kept, as soon as it is known whose it is. */
  get keepsLog(): boolean {
    return this.#cache !== null;
  }

  /** The storage for the end of the log. Without a key for the person nobody knows who sits at the device next. */
  get #cache(): "shared" | "tab" | null {
    const { cache = "none", history } = this.#options.options;
    if (cache === "none" || history !== "tail") return null;
    return cache === "device" && this.user !== null ? "shared" : "tab";
  }

  /** The last seq of a log that a person has seen on this device; 0: none. */
  seen(session: string): number {
    return this.outbox.seen(session) ?? 0;
  }

  get draft(): string {
    return this.outbox.draft(this.session);
  }

  set draft(text: string) {
    this.outbox.setDraft(this.session, text);
  }

  get draftFiles(): string {
    return this.outbox.draft(this.session, "draft-files");
  }

  set draftFiles(files: string) {
    this.outbox.setDraft(this.session, files, "draft-files");
  }

  /** Whether an unsent message lives in this page's memory alone. */
  get hasUnsaved(): boolean {
    return this.unsent.some(({ key }) => this.outbox.isUnsaved(key));
  }

  /**
   * Looks up whose conversation it is. Returns whether the answer is another one than before.
   *
   * @param isOpening whether the first request is out.
   */
  look(isOpening = false): boolean {
    if (isOpening) this.#looked ??= "";
    const { session } = this;
    const now = toJson([this.person.key, session]);
    if (this.#looked === null || now === this.#looked) return false;
    this.#looked = now;
    this.#resetMark = this.outbox.resetMark(session);
    if (session !== null) this.#options.store.dispatch({ type: "seen", seq: this.outbox.seen(session) ?? 0 });
    if (session !== null && this.#options.options.cache) this.outbox.removeCached(session, this.#cache);
    // Messages lived in memory while it was not known whose they are, or waited for a session that has begun since.
    for (const item of this.unsent) this.save(item);
    this.#options.store.tellIdentified();
    return true;
  }

  /** Whether a message that another tab tells of belongs to this conversation. */
  owns(record: OutboxRecord): boolean {
    const isElsewhere = record.session === null && this.#options.access.isGiven;
    return !isElsewhere && isFor(record, this.session);
  }

  /** The person is given a name by `change`: what was written before is theirs. */
  rename(change: () => void): void {
    const { draft, draftFiles, unsent } = this;
    this.outbox.clearDraft(this.session);
    for (const { key } of unsent) this.outbox.remove(key);
    change();
    if (draft) this.draft = draft;
    if (draftFiles) this.draftFiles = draftFiles;
    for (const item of unsent) this.save(item);
  }

  /**
   * Access was refused, and nothing names the person: who comes next may be anybody. A draft has no name on it; a message
   * has its session's.
   */
  doubt(): void {
    this.outbox.clearDraft(this.#session);
    this.look();
  }

  save(item: Outgoing): void {
    this.outbox.save(item, this.#session, this.#options.clock.now());
  }

  /**
   * A message as other tabs may be told of it; null where it lives in this page's memory, to be sent from here. A tab
   * opened later would know of the message and not of those before it, and send it first.
   */
  recordFor(item: Outgoing): OutboxRecord | null {
    if (this.outbox.isUnsaved(item.key)) return null;
    return this.outbox.record(item, this.#session, this.#options.clock.now());
  }

  /** Whether another tab has reset the conversation while this one slept. */
  wasReset(): boolean {
    return this.#looked !== null && this.outbox.resetMark(this.session) !== this.#resetMark;
  }

  /** Forgets what is kept of the conversation. @param all also what this tab keeps of every other one. */
  forget(all: boolean): void {
    this.outbox.clear();
    if (all) this.outbox.clearTab();
  }

  /** Releases the name of this conversation, for another one to take. */
  release(): void {
    this.#reserved.release();
  }

  get #session(): string | null {
    return this.#options.access.session;
  }

  /** The messages that no server has accepted. */
  get unsent(): Outgoing[] {
    return this.#options.store.state.outbox.filter(
      ({ accepted, delivery }) => !accepted && delivery !== "sent",
    );
  }
}
