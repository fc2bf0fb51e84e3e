import { Access } from "./access/access.js";
import { newAccessState } from "./access/access-state.js";
import { Changeover, type ChangeoverParts } from "./changeover.js";
import { LogCache } from "./history/log-cache.js";
import { Identity } from "./identity.js";
import { LateReading } from "./late-reading.js";
import { type Later, madeLater } from "./later-file.js";
import { Posting } from "./posting.js";
import { Reader } from "./reading/reader.js";
import { Lapse } from "./reading/turn-lapse.js";
import { Sends } from "./sending/send-promises.js";
import { withDefaults, type SessionOptions } from "./session-options.js";
import { Adoption } from "./tabs/adoption.js";
import { TabLink } from "./tabs/tab-sync.js";
import type { Clock } from "./time/clock.js";

/** The parts of a session, connected with each other. */
export interface SessionParts extends ChangeoverParts {
  readonly clock: Clock;
  readonly adoption: Adoption;
  readonly changeover: Changeover;
  /** Loads the code that stops turns and dismisses questions, with the first call. */
  readonly stopping: () => Promise<InstanceType<Later["Stopping"]>>;
}

/**
 * Makes the parts of a session, and connects their callbacks and their observers of the store. Nothing is read or sent
 * yet.
 *
 * @throws {SessionError} `org-key`, when the token is one.
 */
export function connectParts(options: SessionOptions): SessionParts {
  const { session, token, person, clock, base, origin, store, wire, ask, isTailFirst } =
    withDefaults(options);
  const sends = new Sends();
  const opened = newAccessState(session);
  const identity = new Identity({ base, options, store, clock, person, access: opened, wire });
  const { outbox } = identity;
  const access = new Access({
    state: opened,
    token,
    clock,
    person,
    wire,
    ask,
    outbox,
    after: options.after,
    onUser: (user) => changeover.changePerson("user", user),
    onGrant: (grant) => changeover.granted(grant),
  });
  const tabs = new TabLink({
    identity,
    store,
    onAccess: () => changeover.heardOfAccess(),
    onLog: (word) => reader.heard(word),
    onReset: (isForAll) => changeover.forget(isForAll),
  });
  const shared = { store, wire, access, clock };
  const cache = new LogCache({ ...shared, identity });
  const reader = new Reader({ ...shared, channel: tabs, owner: identity, origin, isTailFirst, cache });
  const lateReading = new LateReading(shared, () => posting.kick());
  const lapse = new Lapse(store, clock);
  const posting = new Posting({
    ...shared,
    outbox,
    identity,
    onStarted: () => reader.start(),
    onUnclear: () => checkLog(parts),
    onEnded: (error) => reader.end(error),
  });
  const adoption = new Adoption({ store, outbox, clock, identity, onAdopted: () => posting.kick() });
  const connected = { ...shared, identity, tabs, reader, posting, sends, lateReading, lapse, cache, options };
  const changeover = new Changeover(connected);
  const stopping = madeLater(({ Stopping }) => new Stopping({ ...shared, onAsked: () => reader.pollNow() }));
  const parts: SessionParts = { ...connected, adoption, changeover, stopping };
  follow(parts);
  return parts;
}

/** Observes the store for the parts that react to its changes. */
function follow(parts: SessionParts): void {
  const { adoption, changeover, identity, posting, reader, sends, store } = parts;
  store.observe({
    state(state, previous) {
      identity.identify();
      changeover.follow(state, previous);
      posting.kick();
    },
    identified: () => adoption.load(),
    change(change, origin) {
      if (origin === "elsewhere") posting.heard(change);
      // The log tells what became of the message. A log that is polled is asked at once.
      if (/^(?:accepted|postponed|refused)$/.test(change.type)) reader.pollNow();
    },
    effect(effect) {
      sends.settle(effect);
      if (effect.type === "gone") identity.outbox.remove(effect.key);
      const { session, seenSeq, lastSeq } = store.state;
      // In a conversation that this device opens for the first time, nothing counts as unread.
      if (effect.type === "caught-up" && session !== null && seenSeq === 0) markSeen(parts, lastSeq);
      if (effect.type === "ended") reader.end(effect.error);
    },
  });
}

/** The person has seen the log up to the end of the entry at `seq`. */
export function markSeen({ identity, store }: Pick<SessionParts, "identity" | "store">, seq: number): void {
  const { seenSeq, session } = store.state;
  if (seq <= seenSeq) return;
  store.dispatch({ type: "seen", seq });
  if (session) identity.outbox.setSeen(session, seq);
}

/** Asks the backend for the conversation again and reads the log, to find out what became of a message. */
export function checkLog({ access, reader }: Pick<SessionParts, "access" | "reader">): void {
  access.reconsider();
  reader.start();
}
