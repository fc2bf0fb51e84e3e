import { SessionError } from "../wire/errors.js";
import type { SpokenWire } from "../wire/spoken-wire.js";
import { dialectFor, type SessionOptions } from "./session-options.js";
import type { Access } from "./access/access.js";
import type { Grant } from "./access/grant.js";
import type { Identity } from "./identity.js";
import type { LogCache } from "./history/log-cache.js";
import type { LateReading } from "./late-reading.js";
import type { Reader } from "./reading/reader.js";
import type { Lapse } from "./reading/turn-lapse.js";
import type { Posting } from "./posting.js";
import type { Sends } from "./sending/send-promises.js";
import type { SessionState } from "./state/state.js";
import type { SessionStore } from "./fold/store.js";
import type { TabLink } from "./tabs/tab-sync.js";

/** The parts of a session that a {@link Changeover} works with. */
export interface ChangeoverParts {
  readonly store: SessionStore;
  readonly identity: Identity;
  readonly access: Access;
  readonly reader: Reader;
  readonly posting: Posting;
  readonly sends: Sends;
  readonly lateReading: LateReading;
  readonly cache: LogCache;
  readonly lapse: Lapse;
  readonly tabs: TabLink;
  readonly wire: SpokenWire;
  readonly options: SessionOptions;
}

/** Handles a change of the user, of the viewer or of the conversation, a reset, and the suspension of the page. */
export class Changeover {
  readonly #parts: ChangeoverParts;
  /** Whether there is no access: none was granted yet, it was refused, or there is no conversation. */
  #lacksAccess = true;
  /**
   * Whether another person may use the page: no user is named, and no access was granted since the page was suspended
   * or access was refused.
   */
  #mayBeAnother = false;

  constructor(parts: ChangeoverParts) {
    this.#parts = parts;
  }

  /**
   * Sets the user or the viewer. If that was unknown before, the same person goes on. Otherwise another person is
   * there, who must not see what the previous person wrote.
   */
  changePerson(what: "user" | "viewer", name: string | null): void {
    const { access, identity, reader } = this.#parts;
    const { person } = identity;
    if (person[what] === null) identity.rename(() => (person[what] = name));
    else {
      person[what] = name;
      // Another `user` comes from an answer of the backend, and that answer grants access too. For another viewer,
      // access has to be asked for again.
      if (what === "viewer") access.renew();
      this.#leave("Another person is signed in now.");
      reader.restart();
    }
    identity.identify();
  }

  /** Handles a new grant. @param grant null: the conversation no longer exists. */
  granted(grant: Grant | null): void {
    const { identity, reader, store } = this.#parts;
    const { connection, session } = store.state;
    if (grant?.protocol || grant?.baseUrl) this.#speak(grant);
    store.dispatch({ type: "confirming", confirming: false });
    if (session !== null && session !== grant?.session) {
      this.#giveBack();
      reader.stop();
      reader.start();
    } else if (grant && (connection === "unauthorized" || connection === "disconnected")) {
      // `1` counts the refusal before this grant: if this token is refused too, the connection becomes `unauthorized`,
      // and the backend is not asked again.
      reader.start(1);
    }
    // What earlier pages have stored for a session that the host has chosen is sent before what is written here.
    if (session !== null) identity.identify();
    this.#mayBeAnother = false;
  }

  /** Leaves a conversation that has ended. The next message begins another one. */
  startOver(): void {
    const { access, reader } = this.#parts;
    reader.stop();
    this.#giveBack();
    access.forget();
    reader.start();
  }

  /** Another tab was granted access, or started a conversation. If this tab has none, it asks the backend again. */
  heardOfAccess(): void {
    const { access, reader, store } = this.#parts;
    const { connection, session } = store.state;
    const isOut = connection === "unauthorized" || connection === "disconnected" || connection === "closed";
    if (session !== null && !isOut) return;
    access.reconsider(true);
    reader.start(1);
  }

  /** Forgets the conversation in every tab. */
  reset(): void {
    const { tabs } = this.#parts;
    tabs.open();
    tabs.tellReset();
    this.forget(false);
  }

  /**
   * Forgets the conversation in this tab, because it was reset here or in another tab.
   *
   * @param all whether every conversation of the origin was reset.
   */
  forget(all: boolean): void {
    const { access, identity, reader, posting, store, tabs } = this.#parts;
    reader.stop();
    identity.forget(all);
    access.forget();
    this.#leave("The conversation was reset before the message was sent.");
    identity.identify();
    store.tellReset();
    posting.resume();
    if (access.isClosed) tabs.close();
    else if (access.canStart) reader.start();
  }

  /** Whether the conversation was reset while this page was suspended. If so, this page forgets it too. */
  wasReset(): boolean {
    const { identity, tabs } = this.#parts;
    if (!identity.wasReset()) return false;
    tabs.open();
    this.forget(true);
    return true;
  }

  /**
   * Suspends the session while the page is in the back/forward cache. Closes the connections that would keep the page
   * out of that cache.
   */
  suspend(): void {
    const { identity, reader, posting, cache, store, tabs } = this.#parts;
    cache.save();
    reader.stop();
    posting.stop();
    tabs.close();
    if (identity.unsent.length > 0) identity.outbox.mark();
    store.dispatch({ type: "confirming", confirming: true });
  }

  /**
   * Resumes the session after the page was restored. Access is asked for again, because another person may use the page
   * now. Drops the messages that another tab has settled in the meantime.
   */
  resume(): void {
    const { access, identity, store } = this.#parts;
    this.#mayBeAnother = identity.user === null;
    access.renew();
    const { isEmptied } = identity.outbox;
    for (const item of identity.unsent) {
      // If the host has emptied the storage in the meantime, a missing record does not mean that the message was sent.
      // The message is stored again.
      if (isEmptied) identity.save(item);
      else if (!identity.outbox.has(item.key))
        store.dispatch({ type: "discarded", key: item.key }, "elsewhere");
    }
    store.dispatch({ type: "connection", connection: "connecting" });
  }

  /** Reacts to a change of the connection or of the session. */
  follow({ connection, session }: SessionState, previous: SessionState): void {
    if (connection === previous.connection && session === previous.session) return;
    const { access, identity, store, tabs } = this.#parts;
    const isOut = connection === "unauthorized";
    if (connection === "live") store.dispatch({ type: "confirming", confirming: false });
    if (isOut && identity.user === null) {
      this.#mayBeAnother = true;
      access.unconfirm();
      identity.unconfirm();
    }
    // The backend may have replaced the session by another one.
    if (connection === "closed") access.lookForSuccessor();
    if (isOut || (connection === "live" && session === null)) this.#lacksAccess = true;
    else if (this.#lacksAccess && connection === "live") {
      this.#lacksAccess = false;
      tabs.tell({ kind: "access" });
    }
  }

  /** Switches to the protocol that the backend named in its grant. */
  #speak(grant: Grant): void {
    const { options, store, wire } = this.#parts;
    const dialect = dialectFor(options, grant);
    wire.speak(dialect);
    store.dispatch({ type: "wire", capabilities: dialect.capabilities });
  }

  /**
   * Leaves the previous conversation, and returns the texts of its unsent messages to the composer. Another person gets
   * no texts: the messages stay stored for the conversation.
   */
  #giveBack(): void {
    const { identity, store } = this.#parts;
    const { session } = store.state;
    const { outbox } = identity;
    const unsent = this.#mayBeAnother ? [] : identity.unsent;
    for (const { key } of unsent) outbox.remove(key, session);
    this.#leave("The conversation was left before the message was sent.");
    if (unsent.length > 0) store.tellReturned(unsent.map(({ text }) => text).join("\n\n"));
  }

  /**
   * Clears the state, and rejects the promises of messages that are not sent.
   *
   * @param reason the message of that error.
   */
  #leave(reason: string): void {
    const { lateReading, lapse, sends, cache, store } = this.#parts;
    lateReading.forget();
    cache.remove();
    lapse.stop();
    sends.rejectAll(new SessionError("closed", reason));
    store.dispatch({ type: "reset" });
  }
}
