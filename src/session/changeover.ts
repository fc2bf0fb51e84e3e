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
  readonly rest: LateReading;
  readonly cache: LogCache;
  readonly lapse: Lapse;
  readonly tabs: TabLink;
  readonly wire: SpokenWire;
  readonly options: SessionOptions;
}

/**
 * What a session does when another person sits there, when the conversation is another one, or when it is to be
 * forgotten.
 */
export class Changeover {
  readonly #parts: ChangeoverParts;
  /** Whether access was refused, or has never been had, or had no conversation to be for. */
  #lacksAccess = true;

  constructor(parts: ChangeoverParts) {
    this.#parts = parts;
  }

  /** The person has a name now, or another one is there: what that one left is not theirs to see. */
  become(what: "user" | "viewer", name: string | null): void {
    const { access, identity, reader } = this.#parts;
    const { person } = identity;
    if (person[what] === null) identity.rename(() => (person[what] = name));
    else {
      person[what] = name;
      // A backend that has named another person has given their access with it.
      if (what === "viewer") access.renew();
      this.#leave("Another person is signed in now.");
      reader.restart();
    }
    identity.look();
  }

  /** Access was granted; null: there is no conversation any more. */
  granted(grant: Grant | null): void {
    const { reader, store } = this.#parts;
    const { connection, session } = store.state;
    if (grant?.protocol || grant?.baseUrl) this.#speak(grant);
    store.dispatch({ type: "confirming", confirming: false });
    if (session !== null && session !== grant?.session) {
      this.#giveBack("The conversation was replaced before it was sent.");
      reader.stop();
      reader.start();
    } else if (grant && (connection === "unauthorized" || connection === "disconnected")) {
      // Counts as the first refusal: a further refused token must end in `unauthorized`, and not in one more question.
      reader.start(1);
    }
  }

  /** Leaves a conversation that has ended. The next message begins another one. */
  startOver(): void {
    const { access, reader } = this.#parts;
    reader.stop();
    this.#giveBack("The conversation had ended before it was sent.");
    access.forget();
    reader.start();
  }

  /** Another tab has found a conversation, or access to one, so this tab asks for its own. */
  heardOfAccess(): void {
    const { access, reader, store } = this.#parts;
    const { connection, session } = store.state;
    const isOut = connection === "unauthorized" || connection === "disconnected" || connection === "closed";
    if (session !== null && !isOut) return;
    access.reconsider(true);
    reader.start(1);
  }

  /** Forgets the conversation, in every tab. */
  reset(): void {
    const { tabs } = this.#parts;
    tabs.open();
    tabs.tellReset();
    this.forget(false);
  }

  /** The person has signed out, or wants a new conversation. @param all forgets every conversation of the origin. */
  forget(all: boolean): void {
    const { access, identity, reader, posting, store } = this.#parts;
    reader.stop();
    identity.forget(all);
    access.forget();
    this.#leave("The conversation was reset before it was sent.");
    identity.look();
    store.tellReset();
    posting.resume();
    if (access.canStart && !access.isClosed) reader.start();
  }

  /** Whether the conversation was reset while this page slept. If so, it is forgotten here too. */
  wasReset(): boolean {
    const { identity, tabs } = this.#parts;
    if (!identity.wasReset()) return false;
    tabs.open();
    this.forget(true);
    return true;
  }

  /** The page is put away. Closes what would keep the page out of the back/forward cache. */
  sleep(): void {
    const { identity, reader, posting, cache, store, tabs } = this.#parts;
    cache.save();
    reader.stop();
    posting.stop();
    tabs.close();
    if (identity.unsent.length > 0) identity.outbox.mark();
    store.dispatch({ type: "confirming", confirming: true });
  }

  /**
   * The page is back. Asks anew whose conversation it is, and drops the messages that another tab has settled
   * meanwhile.
   */
  wake(): void {
    const { access, identity, store } = this.#parts;
    access.renew();
    const { isEmptied } = identity.outbox;
    for (const item of identity.unsent) {
      // A host may have emptied the storage meanwhile. That does not give up the messages that wait here.
      if (isEmptied) identity.save(item);
      else if (!identity.outbox.has(item.key))
        store.dispatch({ type: "discarded", key: item.key }, "elsewhere");
    }
    store.dispatch({ type: "connection", connection: "connecting" });
  }

  /** Acts on a change of the connection or the session. */
  follow({ connection, session }: SessionState, previous: SessionState): void {
    if (connection === previous.connection && session === previous.session) return;
    const { access, identity, store, tabs } = this.#parts;
    const isOut = connection === "unauthorized";
    if (connection === "live") store.dispatch({ type: "confirming", confirming: false });
    if (isOut && identity.user === null) {
      access.doubt();
      identity.doubt();
    }
    // The backend may have replaced the session by another one.
    if (connection === "closed") access.lookForSuccessor();
    if (isOut || (connection === "live" && session === null)) this.#lacksAccess = true;
    else if (this.#lacksAccess && connection === "live") {
      this.#lacksAccess = false;
      tabs.tell({ kind: "access" });
    }
  }

  /** Speaks the dialect that the host's backend has named. */
  #speak(grant: Grant): void {
    const { options, store, wire } = this.#parts;
    const dialect = dialectFor(options, grant);
    wire.speak(dialect);
    store.dispatch({ type: "wire", capabilities: dialect.capabilities });
  }

  /** Gives the messages that were not sent to the former conversation back to the composer. */
  #giveBack(reason: string): void {
    const { identity, store } = this.#parts;
    const { session } = store.state;
    const { outbox, unsent } = identity;
    for (const { key } of unsent) outbox.remove(key, session);
    this.#leave(reason);
    if (unsent.length > 0) store.tellReturned(unsent.map(({ text }) => text).join("\n\n"));
  }

  /** Stops showing, posting and waiting for anything of the conversation. */
  #leave(reason: string): void {
    const { rest, lapse, sends, cache, store } = this.#parts;
    rest.forget();
    cache.remove();
    lapse.stop();
    sends.rejectAll(new SessionError("closed", reason));
    store.dispatch({ type: "reset" });
  }
}
