import { outgoingOf, type OutboxRecord } from "../sending/outbox-record.js";
import type { Sender, SenderChange } from "../sending/sender.js";
import type { SessionStore } from "../state/store.js";
import type { Clock } from "../time/clock.js";
import { envelopeOf, parseEnvelope, type TabMessage } from "./messages.js";
import { hasLocks, Tabs } from "./tabs.js";

/** The longest that another tab's word holds back a post: what the service asks for at most. */
const LONGEST_HOLD_MS = 60 * 60 * 1000;

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
}

/** What a word from another tab may change here. */
export interface TabLinkOptions {
  readonly identity: TabIdentity;
  readonly store: SessionStore;
  readonly clock: Clock;
  /** Asked for when first needed, as it is made after the link. */
  readonly sender: () => Sender;
  /** Access may be had where there was none. */
  readonly onAccess: () => void;
  /** @param isForAll not of this conversation alone: all that is kept is to be forgotten. */
  readonly onReset: (isForAll: boolean) => void;
}

/** Keeps the tabs of a conversation of one mind: what one writes, sends or resets, all know. */
export class TabLink {
  readonly #options: TabLinkOptions;
  readonly #tabs: Tabs;

  constructor(options: TabLinkOptions) {
    this.#options = options;
    this.#tabs = new Tabs((message) => this.#heard(message));
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

  /** Tells the other tabs of the conversation, and those on their way to it. */
  tell(message: TabMessage): void {
    this.#tabs.post(envelopeOf([this.#name, this.#options.identity.tabNames.entry], message));
  }

  /** The conversation is over for every tab that shows it. */
  tellReset(): void {
    this.#tabs.post(envelopeOf([this.#name], { kind: "reset" }));
  }

  /** Applies a change here and tells the other tabs. */
  apply(change: SenderChange): void {
    this.#options.store.dispatch(change);
    this.tell({ kind: "change", change });
  }

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
    const { onAccess, onReset, sender } = this.#options;
    switch (message.kind) {
      case "queued":
        this.#heardQueued(message.record);
        break;
      case "change":
        this.#heardChange(message.change);
        break;
      case "access":
        onAccess();
        break;
      case "reset":
        return onReset(envelope.to === null);
    }
    // Every tab stands in line for every message: whoever's turn it is sends what is still unsent then.
    if (hasLocks()) sender().kick();
  }

  #heardQueued(record: OutboxRecord): void {
    const { identity, store } = this.#options;
    if (record.session !== null && record.session !== identity.session) return;
    store.dispatch({ type: "queued", outgoing: outgoingOf(record) });
  }

  #heardChange(change: SenderChange): void {
    const { clock, sender, store } = this.#options;
    store.dispatch(change);
    if (change.type === "accepted") sender().wake();
    if (change.type === "postponed" && change.until !== null)
      sender().holdUntil(Math.min(change.until, clock.now() + LONGEST_HOLD_MS));
  }
}
