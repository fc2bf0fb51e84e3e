import { fromJson, toJson } from "../../wire/json.js";
import { SessionError } from "../../wire/errors.js";
import type { Outgoing } from "../state/state.js";
import { newIdempotencyKey } from "./idempotency-key.js";
import {
  isFor,
  isOfOtherVersion,
  outgoingOf,
  parseRecord,
  recordOf,
  type OutboxRecord,
} from "./outbox-record.js";
import { nameOf, namesIn, type Storages } from "./storages.js";

/** A message that no page has stored again for this long is removed. */
const KEPT_FOR_MS = 30 * 24 * 60 * 60 * 1000;
/** How many reset marks are stored for one person. A tab that was suspended during more resets misses the oldest. */
const MAX_RESETS = 100;

/** The text of a draft, or its files. */
type DraftKind = "draft" | "draft-files";

/** The owner of what is stored. */
export interface OutboxOwner {
  /** The base URL of the API. Sessions of another API may have the same ids. */
  readonly base: string;
  /** The host's key for the person; null if there is none. */
  readonly user: string | null;
  /**
   * The name under which messages that are to start a session are stored. Null if the host has chosen the session, or
   * if nothing distinguishes this conversation from others. Used only with a `user`, because without one another person
   * may use the page next.
   */
  readonly way: string | null;
  /** The session that was left for the conversation that is to begin. Default: none. */
  readonly after?: string | null;
  /** The open session, whether or not it is confirmed to belong to the person who uses the page. */
  readonly session: string | null;
}

/**
 * Stores unsent messages, drafts and the last seq that was seen, by user and session. Messages, one record each, and
 * the seq are shared by all tabs; the draft belongs to this tab. What has neither user nor session stays in memory. If
 * the browser refuses storage, everything stays in memory, and `onError` is called once.
 */
export class OutboxStore {
  readonly #owner: () => OutboxOwner;
  readonly #storages: Storages;
  readonly #onError: (error: SessionError) => void;
  /** The keys of messages that are in memory only. */
  readonly #unsaved = new Set<string>();
  #tabName: string | null = null;
  #complained = false;

  /** @param owner returns the current owner. */
  constructor(owner: () => OutboxOwner, storages: Storages, onError: (error: SessionError) => void) {
    this.#owner = owner;
    this.#storages = storages;
    this.#onError = onError;
  }

  /** A name for this tab, which stays the same after a reload. */
  get #tab(): string {
    this.#tabName ??= this.#attempt(newIdempotencyKey(), () => {
      const { tab } = this.#storages;
      const name = tab?.getItem(nameOf("tab")) ?? newIdempotencyKey();
      tab?.setItem(nameOf("tab"), name);
      return name;
    });
    return this.#tabName;
  }

  /** Whether messages outlive this tab. */
  get isShared(): boolean {
    return this.#attempt(false, () => this.#storages.shared !== null);
  }

  /**
   * The messages kept for `session`, and those that wait to start one, oldest first.
   *
   * @param idle in milliseconds. Returned are this tab's own messages, and messages of other tabs that no tab has
   *   stored again for that time. The list ends before a message that another tab is handling, so that no later message
   *   overtakes it.
   */
  load(session: string | null, now: number, idle = 0): Outgoing[] {
    return this.#attempt([], () => {
      const found: OutboxRecord[] = [];
      for (const name of this.#names(session)) {
        const record = this.#read(name);
        if (!record) continue;
        if (now - record.touchedAt > KEPT_FOR_MS) this.#storages.shared?.removeItem(name);
        else if (isFor(record, session)) found.push(record);
      }
      found.sort((a, b) => a.createdAt - b.createdAt);
      const isOwn = ({ tab }: OutboxRecord) => tab === this.#tab;
      const inHand = found.findIndex((record) => !isOwn(record) && !isIdle(record, now, idle));
      return found.filter((record, at) => inHand < 0 || at < inHand || isOwn(record)).map(outgoingOf);
    });
  }

  /**
   * The session that was left, on this page or an earlier one, for the conversation that is to begin; null if none was.
   */
  get after(): string | null {
    const kept = () => this.#names(null).map((name) => this.#read(name)?.after);
    return this.#owner().after ?? this.#attempt([], kept).find(Boolean) ?? null;
  }

  /** Whether a message is still stored, or is in memory only. If not, it has been settled by another tab. */
  has(key: string): boolean {
    return this.#attempt(true, () => {
      const { shared } = this.#storages;
      if (!shared || this.isUnsaved(key)) return true;
      return this.#places().some((place) => shared.getItem(this.#messageName(place, key)) !== null);
    });
  }

  /**
   * Stores a mark before the page is suspended. If the mark is missing at the resumption, somebody has emptied the
   * storage.
   */
  mark(): void {
    this.#attempt(undefined, () => this.#storages.shared?.setItem(nameOf("asleep"), ""));
  }

  /** Whether the mark is missing: somebody has emptied the storage since {@link mark}. */
  get isEmptied(): boolean {
    return this.#attempt(false, () => this.#storages.shared?.getItem(nameOf("asleep")) === null);
  }

  /** Whether a message is in this page's memory only. */
  isUnsaved(key: string): boolean {
    return this.#unsaved.has(key);
  }

  save(item: Outgoing, session: string | null, now: number): void {
    const place = this.#place(session);
    this.#unsaved.add(item.key);
    this.#attempt(undefined, () => {
      const { shared } = this.#storages;
      if (!shared || place === null) return;
      const name = this.#messageName(place, item.key);
      shared.setItem(name, toJson(this.record(item, session, now)));
      this.#unsaved.delete(item.key);
      // The message may have been stored as one that is to start a session. It has a session now.
      for (const other of this.#places()) {
        if (other !== place) shared.removeItem(this.#messageName(other, item.key));
      }
    });
  }

  /** The record of a message, for the storage and for other tabs. */
  record(item: Outgoing, session: string | null, now: number): OutboxRecord {
    return recordOf(item, { session, after: session === null ? this.after : null, tab: this.#tab }, now);
  }

  remove(key: string, session = this.#owner().session): void {
    this.#unsaved.delete(key);
    this.#attempt(undefined, () => {
      const { shared } = this.#storages;
      for (const place of this.#places(session)) shared?.removeItem(this.#messageName(place, key));
    });
  }

  /** Removes everything of the open conversation, and stores a reset mark for suspended tabs. */
  clear(): void {
    const { base, session, user } = this.#owner();
    this.#unsaved.clear();
    this.#attempt(undefined, () => {
      const { shared } = this.#storages;
      for (const name of this.#names(session)) shared?.removeItem(name);
      if (session === null) return;
      shared?.removeItem(this.#name("seen", session));
      const name = nameOf("reset", base, user ?? "");
      const marks = shared?.getItem(name)?.split("\n") ?? [];
      marks.unshift(newIdempotencyKey() + ofSession(session));
      shared?.setItem(name, marks.slice(0, MAX_RESETS).join("\n"));
    });
    this.clearDraft(session);
    this.clearDraft(null);
  }

  /** Removes what is stored for this tab only, after another tab has cleared the shared storage. */
  clearTab(): void {
    this.#attempt(undefined, () => {
      const { tab } = this.#storages;
      for (const kind of ["draft", "cache"] as const)
        for (const name of namesIn(tab, nameOf(kind))) tab?.removeItem(name);
    });
  }

  /**
   * The mark of the last reset of `session`, or of everything. It differs from an earlier one if there was a reset in
   * between.
   */
  resetMark(session: string | null): string {
    const { base, user } = this.#owner();
    return this.#attempt("", () => {
      const { shared } = this.#storages;
      const own = shared?.getItem(nameOf("reset", base, user ?? "")) ?? "";
      const all = shared?.getItem(nameOf("reset")) ?? "";
      const mark = session === null ? "" : own.split("\n").find((line) => line.endsWith(ofSession(session)));
      return all + (mark ?? "");
    });
  }

  /** The stored draft of `session`, or of the conversation that is to begin: its text or its files. */
  draft(session: string | null, kind: DraftKind = "draft"): string {
    const place = this.#place(session);
    if (place === null) return "";
    return this.#attempt("", () => this.#storages.tab?.getItem(this.#name(kind, place)) ?? "");
  }

  setDraft(session: string | null, text: string, kind: DraftKind = "draft"): void {
    const place = this.#place(session);
    if (place === null) return;
    this.#attempt(undefined, () => {
      if (text) this.#storages.tab?.setItem(this.#name(kind, place), text);
      else this.#storages.tab?.removeItem(this.#name(kind, place));
    });
  }

  /** Removes the text and the files of a draft. */
  clearDraft(session: string | null): void {
    this.setDraft(session, "");
    this.setDraft(session, "", "draft-files");
  }

  /** The last seq that the person has seen in `session`; 0 if it is not known. */
  seen(session: string): number {
    return this.#attempt(0, () => {
      const seq = this.#storages.shared?.getItem(this.#name("seen", session)) ?? "";
      return /^\d{1,15}$/.test(seq) ? Number(seq) : 0;
    });
  }

  setSeen(session: string, seq: number): void {
    this.#attempt(undefined, () => this.#storages.shared?.setItem(this.#name("seen", session), `${seq}`));
  }

  /** Removes the cached log of `session` from every storage except `kept`. */
  removeCached(session: string, kept: keyof Storages | null): void {
    for (const kind of ["shared", "tab"] as const)
      this.#attempt(undefined, () => {
        if (kind !== kept) this.#storages[kind]?.removeItem(this.#name("cache", session));
      });
  }

  #name(kind: DraftKind | "message" | "seen" | "cache", place: string): string {
    const { base, user } = this.#owner();
    return nameOf(kind, base, user ?? "", place);
  }

  #messageName(place: string, key: string): string {
    return `${this.#name("message", place)}:${encodeURIComponent(key)}`;
  }

  /**
   * The part of storage names for `session`, or for the conversation that is to begin. Null: it is kept in memory only.
   */
  #place(session: string | null): string | null {
    const { way, user } = this.#owner();
    if (session !== null) return session;
    return user === null || way === null ? null : `@${way}`;
  }

  #places(session = this.#owner().session): string[] {
    return [this.#place(null), session].filter((place) => place !== null);
  }

  #names(session: string | null): string[] {
    const { shared } = this.#storages;
    return this.#places(session).flatMap((place) => namesIn(shared, `${this.#name("message", place)}:`));
  }

  /** Reads a record. An invalid value is removed; a record of another version stays for that version. */
  #read(name: string): OutboxRecord | null {
    const { shared } = this.#storages;
    const value = jsonIn(shared?.getItem(name) ?? "");
    const record = parseRecord(value);
    if (!record && !isOfOtherVersion(value)) shared?.removeItem(name);
    return record;
  }

  #attempt<T>(otherwise: T, work: () => T): T {
    try {
      return work();
    } catch (cause) {
      if (!this.#complained) {
        this.#complained = true;
        this.#onError(
          new SessionError("storage", "Storage was refused: unsent messages end with this page.", {
            cause,
          }),
        );
      }
      return otherwise;
    }
  }
}

function jsonIn(text: string): unknown {
  try {
    return fromJson(text);
  } catch {
    return null;
  }
}

/**
 * Whether no tab has stored a record again for `idle` milliseconds. A record from the future counts as idle, because
 * the clock was set back.
 */
function isIdle({ touchedAt }: OutboxRecord, now: number, idle: number): boolean {
  return now - touchedAt >= idle || touchedAt > now;
}

/** The end of a reset mark. The id is encoded, so it contains no space and no line break. */
function ofSession(session: string): string {
  return ` ${encodeURIComponent(session)}`;
}
