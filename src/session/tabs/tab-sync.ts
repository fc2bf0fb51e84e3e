import { outgoingOf, type OutboxRecord } from "../sending/outbox-record.js";
import type { Change, Origin } from "../state/change.js";
import type { Outgoing } from "../state/state.js";
import type { SessionStore } from "../fold/store.js";
import { envelopeOf, parseEnvelope, type TabMessage } from "./messages.js";
import { hasLocks, Tabs } from "./tabs.js";

/** The names by which other tabs address a tab. */
export interface TabNames {
  /** A name made of the user and the way to the conversation. The way may lead to another session later. */
  readonly way: string;
  /** A name made of the user and the session; null until the session is known to be that user's. */
  readonly conversation: string | null;
  /**
   * The name of the lock for a post, made of the open session; of the way while no session is open. The session is not
   * always known to be the user's yet. A lock shows nothing and sends nothing.
   */
  readonly post: string;
}

/** The owner of the tab. */
export interface TabIdentity {
  /** The session; null until it is known whose the session is. */
  readonly session: string | null;
  readonly tabNames: TabNames;
  /** Whether a message that another tab tells of belongs to this conversation. */
  owns(record: OutboxRecord): boolean;
  /** The record of a message for other tabs; null when only this page may send the message. */
  recordFor(item: Outgoing): OutboxRecord | null;
}

/** What a message of another tab may change here. */
export interface TabLinkOptions {
  readonly identity: TabIdentity;
  readonly store: SessionStore;
  /** Called when there may be access where there was none. */
  readonly onAccess: () => void;
  /** Called when another tab tells something of the log. */
  readonly onLog: (word: unknown) => void;
  /** @param isForAll whether all that is kept is to be forgotten, and not this conversation alone. */
  readonly onReset: (isForAll: boolean) => void;
}

/**
 * Keeps the tabs of a conversation in step. It observes the store, tells the other tabs of changes that were made here,
 * and dispatches the changes that it hears of as changes from elsewhere.
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

  /** Whether other tabs can hear what is told. */
  get isOpen(): boolean {
    return this.#tabs.isOpen;
  }

  /** Tells the other tabs of the conversation, and those that are about to open it. */
  tell(message: TabMessage): void {
    this.#tabs.post(envelopeOf([this.#name, this.#options.identity.tabNames.way], message));
  }

  /** Tells every tab that shows the conversation to forget it. */
  tellReset(): void {
    this.#tabs.post(envelopeOf([this.#name], { kind: "reset" }));
  }

  /** Tells the other tabs of a change that was made here, where it concerns them. */
  readonly #tellChange = (change: Change, origin: Origin): void => {
    if (origin === "elsewhere") return;
    // A change that names a message by its key concerns every tab.
    if ("key" in change) return this.tell({ kind: "change", change });
    if (change.type !== "queued") return;
    const record = this.#options.identity.recordFor(change.outgoing);
    if (record) this.tell({ kind: "queued", record });
  };

  get #name(): string {
    const { conversation, way } = this.#options.identity.tabNames;
    return conversation ?? way;
  }

  #heard(data: unknown): void {
    const envelope = parseEnvelope(data);
    if (!envelope) return;
    const { conversation, way } = this.#options.identity.tabNames;
    if (envelope.to && !envelope.to.some((name) => name === way || name === conversation)) return;
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

  /**
   * Takes in a message that another tab sends. Without locks only that tab sends it, so this tab need not know of it.
   */
  #heardQueued(record: OutboxRecord): void {
    if (!hasLocks()) return;
    const { identity, store } = this.#options;
    if (!identity.owns(record)) return;
    store.dispatch({ type: "queued", outgoing: outgoingOf(record) }, "elsewhere");
  }
}
