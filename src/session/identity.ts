import { toJson } from "../wire/json.js";
import type { SpokenWire } from "../wire/spoken-wire.js";
import type { CachePlace } from "./history/cache-options.js";
import type { AccessState } from "./access/access-state.js";
import type { Names, Person } from "./access/person.js";
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

/** The stored files of a draft. */
export interface FileDraft {
  draftFiles: string;
  /** The person who wrote the draft. */
  readonly person: Pick<Person, "is" | "key" | keyof Names>;
}

/** What {@link Identity} works with. */
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
 * Tells which user and which session the stored drafts, messages and log belong to. Where the host names no user, only
 * the backend can confirm that a session belongs to the person who uses the page. Until the backend has confirmed it,
 * nothing stored is shown or sent.
 */
export class Identity implements FileDraft {
  /** The stored messages and drafts. */
  readonly outbox: OutboxStore;
  readonly person: Person;
  readonly #options: IdentityOptions;
  readonly #storages: Storages;
  readonly #reserved: ReturnType<typeof reserveWay>;
  readonly #way: string;
  /**
   * The user and the session at the last call of `identify`, as JSON. Null before the first request is out: opening the
   * storage takes milliseconds, and the request must not wait for it.
   */
  #identified: string | null = null;
  /**
   * The storage's reset mark, as this page read it last. Another mark means that another tab has reset the
   * conversation.
   */
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

  /** The session, once it is confirmed to belong to the person who uses the page; null until then. */
  get session(): string | null {
    return this.user === null ? this.#options.access.confirmed : this.#session;
  }

  /** The names by which the tabs of this conversation, and those that are about to open it, address each other. */
  get tabNames(): TabNames {
    const name = (place: string) => toJson([this.#options.base, this.person.key, place]);
    const { session } = this;
    return {
      way: name(this.#way),
      conversation: session === null ? null : name(session),
      // The lock of a post that is under way stays the same when the user is named meanwhile.
      post: toJson([this.#options.base, this.#session ?? this.#way]),
    };
  }

  /**
   * The name of the log that this tab reads. Tabs with the same name share one connection. Null while the owner is
   * unknown.
   */
  get logSource(): LogSource | null {
    const { session, user } = this;
    const { access, options, store, wire } = this.#options;
    const { view } = store.state;
    const read = [readLevel(view), view.afterSeq, view.viewer];
    const name = [wire.name, session, user, this.#way, options.withCredentials === true, ...read];
    return session === null ? null : { name, token: access.grant?.token ?? "" };
  }

  /**
   * Where the end of the log is cached; null where it is not cached, or the owner is unknown.
   *
   * @throws where the browser refuses storage.
   */
  get cachePlace(): CachePlace | null {
    const { session } = this;
    const { access, base, store, wire } = this.#options;
    const kind = this.#cacheKind;
    const storage = kind && this.#storages[kind];
    if (session === null || !storage || this.wasReset()) return null;
    const { view } = store.state;
    const of = [wire.name, readLevel(view), view.afterSeq, this.outbox.resetMark(session)];
    const name = nameOf("cache", base, this.person.key ?? "", session);
    return { storage, name, of, token: access.grant?.token ?? null };
  }

  /** Whether the end of the log is cached, once the owner is known. */
  get keepsLog(): boolean {
    return this.#cacheKind !== null;
  }

  /**
   * The storage for the cached log. Without a user's key the cache ends with the tab, because the next user of the
   * device may be another person.
   */
  get #cacheKind(): "shared" | "tab" | null {
    const { cache = "none", history } = this.#options.options;
    if (cache === "none" || history !== "tail") return null;
    return cache === "device" && this.user !== null ? "shared" : "tab";
  }

  /** The last seq of a session's log that the person has seen on this device; 0: none. */
  seen(session: string): number {
    return this.outbox.seen(session);
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
   * Compares the user and the session with those of the last call. If they differ, reads what is stored for them and
   * tells the observers. Returns whether they differ.
   *
   * @param isOpening whether the first request is out.
   */
  identify(isOpening = false): boolean {
    if (isOpening) this.#identified ??= "";
    const { session } = this;
    const now = toJson([this.person.key, session]);
    if (this.#identified === null || now === this.#identified) return false;
    this.#identified = now;
    this.#resetMark = this.outbox.resetMark(session);
    if (session !== null) this.#options.store.dispatch({ type: "seen", seq: this.seen(session) });
    if (session !== null && this.#options.options.cache) this.outbox.removeCached(session, this.#cacheKind);
    // Messages that were in memory because the owner was unknown, or that waited for a session to start, are stored now
    // under their owner.
    for (const item of this.unsent) this.save(item);
    this.#options.store.tellIdentified();
    return true;
  }

  /** Whether a message of another tab belongs to this conversation. */
  owns(record: OutboxRecord): boolean {
    const isElsewhere = record.session === null && this.#options.access.isGiven;
    return !isElsewhere && isFor(record, this.session);
  }

  /**
   * Runs `change`, which names the person for the first time, and moves the stored draft and messages under the new
   * name.
   */
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
   * Access was refused, and no user is named, so another person may use the page next. Removes the draft, which nothing
   * protects. Unsent messages stay stored under their session.
   */
  unconfirm(): void {
    this.outbox.clearDraft(this.#session);
    this.identify();
  }

  save(item: Outgoing): void {
    this.outbox.save(item, this.#session, this.#options.clock.now());
  }

  /**
   * The record of a message, for other tabs. Null where the message is in this page's memory only: then this page alone
   * sends it. A tab opened later would lack the messages before it, and send it too early.
   */
  recordFor(item: Outgoing): OutboxRecord | null {
    if (this.outbox.isUnsaved(item.key)) return null;
    return this.outbox.record(item, this.#session, this.#options.clock.now());
  }

  /**
   * Whether another tab has reset the conversation while this page was suspended. A mark that is gone is no reset: the
   * storage was emptied.
   */
  wasReset(): boolean {
    const mark = this.#identified === null ? "" : this.outbox.resetMark(this.session);
    return mark !== "" && mark !== this.#resetMark;
  }

  /**
   * Removes what is stored for the conversation.
   *
   * @param all removes also what this tab has stored for every other conversation.
   */
  forget(all: boolean): void {
    this.outbox.clear();
    if (all) this.outbox.clearTab();
    // The next call of `identify` reads the new reset mark, also where the user and the session stay the same.
    this.#identified = "";
  }

  /** Releases the name of this conversation, so that another session of the page can use it. */
  release(): void {
    this.#reserved.release();
  }

  get #session(): string | null {
    return this.#options.access.session;
  }

  /** The messages that the server has not accepted. */
  get unsent(): Outgoing[] {
    return this.#options.store.state.outbox.filter(
      ({ accepted, delivery }) => !accepted && delivery !== "sent",
    );
  }
}
