import { outgoingOf, type OutboxRecord } from "../sending/outbox-record.js";
import type { Change, Origin } from "../state/change.js";
import type { Outgoing } from "../state/state.js";
import type { SessionStore } from "../fold/store.js";
import { envelopeOf, parseEnvelope, type TabMessage } from "./messages.js";
import { hasLocks, Tabs } from "./tabs.js";

/** The names a tab goes by. */
export interface TabNames {
  /** The way to the conversation, for one user: it may lead to another session tomorrow. */
  readonly entry: string;
  /** The session, for one user, as far as it is known that it is theirs. */
  readonly conversation: string | null;
}

/** Whose tab it is. */
export interface TabIdentity {
  /** The session, as far as it is known whose it is. */
  readonly session: string | null;
  readonly tabNames: TabNames;
  /** What other tabs are told of a message; null when it is this page's alone to send. */
  recordFor(item: Outgoing): OutboxRecord | null;
}

/** What a word from another tab may change here. */
export interface TabLinkOptions {
  readonly identity: TabIdentity;
  readonly store: SessionStore;
  /** Access may be had where there was none. */
  readonly onAccess: () => void;
  /** Another tab says something of the log. */
  readonly onLog: (word: unknown) => void;
  /** @param isForAll not of this conversation alone: all that is kept is to be forgotten. */
  readonly onReset: (isForAll: boolean) => void;
}

/**
 * Keeps the tabs of a conversation in step. An observer of the store like any other: it tells the other tabs of
 * changes that come from here, and dispatches as changes from elsewhere what it hears of them. A tab that is
 * alone goes the same way without it.
 */
export class TabLink {
  readonly #options: TabLinkOptions;
  readonly #tabs: Tabs;

  constructor(options: TabLinkOptions) {
    this.#options = options;
    this.#tabs = new Tabs((message) => this.#heard(message));
    options.store.observe({ change: this.#tellChange });
  }

  open(): void {
    this.#tabs.open();
  }

  close(): void {
    this.#tabs.close();
  }

  /** Posts while no other tab of the conversation does. */
  exclusively<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    return this.#tabs.exclusively(`${this.#name}:post`, work, signal);
  }

  /** Whether what is told can be heard. */
  get isOpen(): boolean {
    return this.#tabs.isOpen;
  }

  /** Tells the other tabs of the conversation, and those on their way to it. */
  tell(message: TabMessage): void {
    this.#tabs.post(envelopeOf([this.#name, this.#options.identity.tabNames.entry], message));
  }

  /** The conversation is over for every tab that shows it. */
  tellReset(): void {
    this.#tabs.post(envelopeOf([this.#name], { kind: "reset" }));
  }

  /** Tells the other tabs of a change that was made here, if it is one for them to know. */
  readonly #tellChange = (change: Change, origin: Origin): void => {
    if (origin === "elsewhere") return;
    // A change that names a message by its key is for every tab to know.
    if ("key" in change) return this.tell({ kind: "change", change });
    if (change.type !== "queued") return;
    const record = this.#options.identity.recordFor(change.outgoing);
    if (record) this.tell({ kind: "queued", record });
  };

  get #name(): string {
    const { conversation, entry } = this.#options.identity.tabNames;
    return conversation ?? entry;
  }

  #heard(data: unknown): void {
    const envelope = parseEnvelope(data);
    if (!envelope) return;
    const { conversation, entry } = this.#options.identity.tabNames;
    if (envelope.to && !envelope.to.some((name) => name === entry || name === conversation)) return;
    const { message } = envelope;
    const { onAccess, onLog, onReset, store } = this.#options;
    switch (message.kind) {
      case "log":
        return onLog(message.word);
      case "queued":
        return this.#heardQueued(message.record);
      case "change":
        return store.dispatch(message.change, "elsewhere");
      case "access":
        return onAccess();
      case "reset":
        return onReset(envelope.to === null);
    }
  }

  /** Without locks a tab leaves to another what that has in hand: it need not know what is to be sent before. */
  #heardQueued(record: OutboxRecord): void {
    if (!hasLocks()) return;
    const { identity, store } = this.#options;
    if (record.session !== null && record.session !== identity.session) return;
    store.dispatch({ type: "queued", outgoing: outgoingOf(record) }, "elsewhere");
  }
}
