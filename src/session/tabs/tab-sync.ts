import type { Access } from "../access/access.js";
import type { Grant } from "../access/grant.js";
import type { Sender, SenderChange } from "../sending/sender.js";
import type { Outgoing } from "../state/state.js";
import type { SessionStore } from "../state/store.js";
import { changeIn, tabMessageOf, type TabMessage } from "./messages.js";
import { hasLocks, Tabs } from "./tabs.js";

/** What a word from another tab may change here. */
export interface TabLinkOptions {
  /** What the tabs of the conversation have in common. */
  readonly name: string;
  readonly store: SessionStore;
  /** Asked for when first needed, as it is made after the link. */
  readonly access: () => Access;
  readonly sender: () => Sender;
  /** A conversation was begun. */
  readonly onStarted: (grant: Grant) => void;
  /** A token came where reading had ended for want of one. */
  readonly onRelief: () => void;
  readonly onReset: () => void;
}

/** Keeps the tabs of a conversation of one mind: what one writes, sends, is granted or resets, all know. */
export class TabLink {
  readonly #options: TabLinkOptions;
  readonly #tabs: Tabs<TabMessage>;

  constructor(options: TabLinkOptions) {
    this.#options = options;
    this.#tabs = new Tabs(`oc:${options.name}`, (message) => this.#heard(message));
  }

  open(): void {
    this.#tabs.open();
  }

  close(): void {
    this.#tabs.close();
  }

  /** As {@link Tabs.exclusively}. */
  exclusively<T>(name: "post" | "token", work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.#tabs.exclusively(name, work, signal);
  }

  tell(message: TabMessage): void {
    this.#tabs.post(message);
  }

  /** A token was had: it is one for the other tabs too. */
  granted(grant: Grant): void {
    this.tell({ kind: "grant", grant });
    if (this.#hasEnded()) this.#options.onRelief();
  }

  /** Applies a change here and tells the other tabs. */
  apply(change: SenderChange): void {
    this.#options.store.dispatch(change);
    this.tell(tabMessageOf(change));
  }

  /** Puts a new message into the queue of every tab. */
  queue(item: Outgoing, session: string | null): void {
    this.#options.store.dispatch({ type: "queued", outgoing: item });
    this.tell({ kind: "queued", item, session });
  }

  #heard(message: TabMessage): void {
    const { onReset, onStarted, sender } = this.#options;
    switch (message.kind) {
      case "queued":
        this.#heardQueued(message.item, message.session);
        break;
      case "change":
      case "failed":
        this.#heardChange(changeIn(message));
        break;
      case "grant":
        this.#heardGrant(message.grant);
        break;
      case "started":
        onStarted(message.grant);
        break;
      case "reset":
        return onReset();
    }
    // Every tab stands in line for every message: whoever's turn it is sends what is still unsent then.
    if (hasLocks()) sender().kick();
  }

  #heardQueued(item: Outgoing, session: string | null): void {
    const { access, store } = this.#options;
    if (session !== null && session !== access().session) return;
    store.dispatch({ type: "queued", outgoing: Object.freeze(item) });
  }

  #heardChange(change: SenderChange): void {
    const { sender, store } = this.#options;
    store.dispatch(change);
    if (change.type === "accepted") sender().wake();
    if (change.type === "postponed" && change.until !== null) sender().holdUntil(change.until);
  }

  #heardGrant(grant: Grant): void {
    const { access, onRelief, store } = this.#options;
    if (access().adopt(grant) && (this.#hasEnded() || store.state.session === null)) onRelief();
  }

  /** Whether nothing more is read, unless somebody asks. */
  #hasEnded(): boolean {
    const { connection } = this.#options.store.state;
    return connection === "unauthorized" || connection === "disconnected";
  }
}
