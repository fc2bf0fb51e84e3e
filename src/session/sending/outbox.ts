import { SessionError, type ErrorCode } from "../../wire/errors.js";
import { newIdempotencyKey } from "./idempotency-key.js";
import { newOutgoing } from "../state/local-echo.js";
import type { Outgoing } from "../state/state.js";

/** What nobody came back for in this time is litter. */
const KEPT_FOR_MS = 30 * 24 * 60 * 60 * 1000;

/** Where a tab keeps its name. */
const TAB_NAME = "oc-tab";

/** A stored message: what must survive the tab. */
interface Stored {
  /** The session it is meant for; null when it waits to start one. */
  readonly session: string | null;
  readonly text: string;
  readonly refs: Outgoing["refs"];
  readonly starts: boolean;
  readonly createdAt: number;
  readonly triedAt: number | null;
  readonly baseSeq: number | null;
  readonly failed: { code: ErrorCode; message: string; status: number | null } | null;
  /** The tab that last had it in hand, and when; epoch milliseconds. */
  readonly tab: string;
  readonly touchedAt: number;
}

/** What is used of a browser's `Storage`. */
export interface KeyValueStorage {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Where things are kept; any of them may be missing, or throw when it is asked for or used. */
export interface Storages {
  /** For all tabs of the origin: `localStorage`. */
  readonly shared: KeyValueStorage | null;
  /** For this tab alone: `sessionStorage`. */
  readonly tab: KeyValueStorage | null;
}

/** Nothing outlives the page. */
export const NO_STORAGES: Storages = { shared: null, tab: null };

/** The browser's own, not asked for before they are needed: a page waits milliseconds for the first answer. */
export function browserStorages(): Storages {
  // Node has a half-made `localStorage` of its own; only a page has both a document and a use for it.
  if (typeof navigator === "undefined" || !("document" in globalThis)) return NO_STORAGES;
  const page = globalThis as { localStorage?: KeyValueStorage; sessionStorage?: KeyValueStorage };
  return {
    get shared() {
      return page.localStorage ?? null;
    },
    get tab() {
      return page.sessionStorage ?? null;
    },
  };
}

/**
 * What is kept between pages: unsent messages (one record each, for all tabs), the draft (for this tab) and
 * how far the person has read. Keyed by `scope`. Where storage is refused everything stays in memory, and
 * `onError` hears of it once.
 */
export class OutboxStore {
  readonly #scope: string;
  readonly #storages: Storages;
  readonly #onError: (error: SessionError) => void;
  /** Messages that live in memory alone: what the storage had no room for. */
  readonly #unsaved = new Set<string>();
  #tabName: string | null = null;
  #complained = false;

  /** @param scope the API base with the session or the endpoint. */
  constructor(scope: string, storages: Storages, onError: (error: SessionError) => void) {
    this.#scope = scope;
    this.#storages = storages;
    this.#onError = onError;
  }

  /** Names this tab, also after a reload. */
  get #tab(): string {
    this.#tabName ??= this.#attempt(newIdempotencyKey(), () => {
      const { tab } = this.#storages;
      const name = tab?.getItem(TAB_NAME) ?? newIdempotencyKey();
      tab?.setItem(TAB_NAME, name);
      return name;
    });
    return this.#tabName;
  }

  /** Whether messages outlive this tab. */
  get isShared(): boolean {
    return this.#attempt(false, () => this.#storages.shared !== null);
  }

  /**
   * The messages kept for `session`, oldest first.
   *
   * @param idle only this tab's own, and those no tab has had in hand for so many milliseconds.
   */
  load(session: string | null, now: number, idle = 0): Outgoing[] {
    return this.#attempt([], () => {
      const found: Outgoing[] = [];
      for (const name of this.#names()) {
        const stored = this.#read(name);
        if (!stored || now - stored.touchedAt > KEPT_FOR_MS) this.#storages.shared?.removeItem(name);
        else if (stored.session === null || stored.session === session) {
          if (stored.tab === this.#tab || isIdle(stored, now, idle)) found.push(revive(stored));
        }
      }
      return found.sort((a, b) => a.createdAt - b.createdAt);
    });
  }

  /** Whether a message is still to be sent, as far as the store knows. */
  has(key: string): boolean {
    return this.#attempt(true, () => {
      const { shared } = this.#storages;
      return !shared || this.#unsaved.has(key) || shared.getItem(this.#nameOf(key)) !== null;
    });
  }

  save(item: Outgoing, session: string | null, now: number): void {
    const stored: Stored = {
      session,
      text: item.text,
      refs: item.refs,
      starts: item.starts,
      createdAt: item.createdAt,
      triedAt: item.triedAt,
      baseSeq: item.baseSeq,
      failed:
        item.delivery === "failed" && item.error
          ? { code: item.error.code, message: item.error.message, status: item.error.status }
          : null,
      tab: this.#tab,
      touchedAt: now,
    };
    this.#unsaved.add(item.key);
    this.#attempt(undefined, () => {
      this.#storages.shared?.setItem(this.#nameOf(item.key), JSON.stringify(stored));
      this.#unsaved.delete(item.key);
    });
  }

  remove(key: string): void {
    this.#unsaved.delete(key);
    this.#attempt(undefined, () => this.#storages.shared?.removeItem(this.#nameOf(key)));
  }

  /** Forgets everything of this scope. */
  clear(): void {
    this.#attempt(undefined, () => {
      for (const name of this.#names()) this.#storages.shared?.removeItem(name);
      this.#storages.shared?.removeItem(this.#seenName);
    });
    this.draft = "";
  }

  /** What stands in the composer. */
  get draft(): string {
    return this.#attempt("", () => this.#storages.tab?.getItem(this.#draftName) ?? "");
  }

  set draft(text: string) {
    this.#attempt(undefined, () => {
      if (text) this.#storages.tab?.setItem(this.#draftName, text);
      else this.#storages.tab?.removeItem(this.#draftName);
    });
  }

  /** The last seq the person has read in `session`; null when nothing is known. */
  seen(session: string): number | null {
    return this.#attempt(null, () => {
      const [id, seq] = (this.#storages.shared?.getItem(this.#seenName) ?? "").split(" ");
      return id === session && Number.isSafeInteger(Number(seq)) ? Number(seq) : null;
    });
  }

  setSeen(session: string, seq: number): void {
    this.#attempt(undefined, () => this.#storages.shared?.setItem(this.#seenName, `${session} ${seq}`));
  }

  get #prefix(): string {
    return `oc:${this.#scope}:`;
  }

  #nameOf(key: string): string {
    return this.#prefix + encodeURIComponent(key);
  }

  get #draftName(): string {
    return `oc-draft:${this.#scope}`;
  }

  get #seenName(): string {
    return `oc-seen:${this.#scope}`;
  }

  #names(): string[] {
    const { shared } = this.#storages;
    const names = Array.from({ length: shared?.length ?? 0 }, (_, i) => shared?.key(i) ?? "");
    // An escaped key has no colon: what has one belongs to a scope that begins as ours does.
    const isOurs = (name: string) =>
      name.startsWith(this.#prefix) && !name.includes(":", this.#prefix.length);
    return names.filter(isOurs);
  }

  #read(name: string): (Stored & { key: string }) | null {
    try {
      const key = decodeURIComponent(name.slice(this.#prefix.length));
      const stored = JSON.parse(this.#storages.shared?.getItem(name) ?? "null") as Stored | null;
      return stored && typeof stored.text === "string" && typeof stored.createdAt === "number"
        ? { ...stored, key }
        : null;
    } catch {
      return null;
    }
  }

  #attempt<T>(otherwise: T, work: () => T): T {
    try {
      return work();
    } catch (cause) {
      if (!this.#complained) {
        this.#complained = true;
        this.#onError(
          new SessionError("storage", "Storage was refused: unsent messages do not outlive this page.", {
            cause,
          }),
        );
      }
      return otherwise;
    }
  }
}

/** What was touched in the future was touched by a clock that has been set since. */
function isIdle({ touchedAt }: Stored, now: number, idle: number): boolean {
  return now - touchedAt >= idle || touchedAt > now;
}

function revive(stored: Stored & { key: string }): Outgoing {
  const { key, text, refs, starts, createdAt, triedAt, baseSeq, failed } = stored;
  return Object.freeze({
    ...newOutgoing({ key, text, refs: refs ?? null, createdAt }),
    starts: starts === true,
    triedAt: triedAt ?? null,
    baseSeq: baseSeq ?? null,
    delivery: failed ? "failed" : "waiting",
    error: failed
      ? new SessionError(failed.code, failed.message, failed.status === null ? {} : { status: failed.status })
      : null,
  });
}
