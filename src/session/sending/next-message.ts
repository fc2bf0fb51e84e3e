import { isEchoRead, isInputEntry, isStart } from "../state/local-echo.js";
import { items } from "../state/list.js";
import type { Outgoing, SessionState } from "../state/state.js";
import type { Facts, SendQueue } from "./queue.js";

/** How long the service is known to remember a key. A message tried longer ago is not posted unasked. */
export const KEY_MEMORY_MS = 60 * 60 * 1000;

/**
 * The first message that is for us to send, if it is ready: the order they were written in is kept. Those that
 * stand aside let others pass.
 */
export function headOf(queue: SendQueue, { now, state }: Facts): Outgoing | undefined {
  const open = state.outbox.filter(isOpen);
  const until = ({ key }: Outgoing) => asideUntil(queue, key);
  const head = open.find((item) => until(item) <= now) ?? [...open].sort((a, b) => until(a) - until(b))[0];
  return head && isReady(head, state, now) ? head : undefined;
}

/** When a message may be tried, epoch milliseconds. */
export function dueAt(queue: SendQueue, { key }: Outgoing): number {
  return Math.max(queue.notBefore, asideUntil(queue, key));
}

/** When a message that stands aside is tried again; in the past for any other. */
function asideUntil({ aside }: SendQueue, wanted: string): number {
  return aside.find(({ key }) => key === wanted)?.until ?? -Infinity;
}

/** A message that another tab is sending counts as open: that tab may be gone when this one gets the lock. */
export function isOpen({ delivery }: Outgoing): boolean {
  return delivery === "waiting" || delivery === "sending";
}

/**
 * The log is read first for a message that was tried before, or that may have started the session: it may be
 * in it.
 */
function isReady(item: Outgoing, state: SessionState, now: number): boolean {
  const { caughtUp, capabilities, log, session } = state;
  if (needsEcho(item, now) && !isEchoRead(state, item)) return isStart(item) && session === null;
  if (isStart(item) && capabilities.firstInput) return session === null || log.length > 0;
  if (isStart(item)) return session === null || caughtUp;
  return item.triedAt === null || caughtUp;
}

/**
 * Whether the log alone can tell what has become of a message: its key may be forgotten, so that posting it again
 * would not tell, or the answer gave it a name that only the log explains.
 */
function needsEcho(item: Outgoing, now: number): boolean {
  const { accepted, claim, createdAt, delivery, triedAt } = item;
  if (triedAt === null || claim !== null) return false;
  if (isOpen(item)) return isStart(item) || now - createdAt > KEY_MEMORY_MS;
  return delivery === "sent" && (accepted?.seq ?? null) === null;
}

/**
 * From after which seq the log is to be read, so that it is known what has become of every message; `startSeq` where
 * what was read of it is enough.
 */
export function neededFrom(state: SessionState, now: number): number {
  const needed = state.outbox.filter((item) => needsEcho(item, now) && !isEchoRead(state, item));
  return Math.min(state.startSeq, ...needed.map(({ baseSeq }) => baseSeq ?? 0));
}

/** Whether `item` may have started the session, as no input is read that did: then it is no message in it. */
export function mayHaveStarted({ starts }: Outgoing, { capabilities, log, session }: SessionState): boolean {
  if (!starts || (session !== null && !capabilities.firstInput)) return false;
  for (const entry of items(log)) if (isInputEntry(entry)) return false;
  return true;
}
