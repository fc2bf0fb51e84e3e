import { isEchoRead, isInputEntry, isStart } from "../state/local-echo.js";
import { items } from "../state/list.js";
import type { Outgoing, SessionState } from "../state/state.js";
import type { Facts, SendQueue } from "./queue.js";

/**
 * How long the service remembers an idempotency key. A message that was first tried longer ago is posted again only if
 * the person asks for it, because the service might accept it twice.
 */
export const KEY_MEMORY_MS = 60 * 60 * 1000;

/**
 * The next message to send, if it is ready. Messages are sent in the order in which they were written, except that
 * messages that stand aside let others pass.
 */
export function headOf(queue: SendQueue, { isWhole, now, state }: Facts): Outgoing | undefined {
  if (!isWhole) return undefined;
  const open = state.outbox.filter(isOpen);
  const until = ({ key }: Outgoing) => asideUntil(queue, key);
  const head = open.find((item) => until(item) <= now) ?? [...open].sort((a, b) => until(a) - until(b))[0];
  return head && isReady(head, state, now) ? head : undefined;
}

/** When a message may be tried, epoch milliseconds. */
export function dueAt(queue: SendQueue, { key }: Outgoing): number {
  return Math.max(queue.notBefore, asideUntil(queue, key));
}

/** When a message that stands aside is tried again, epoch milliseconds; in the past for any other message. */
function asideUntil({ aside }: SendQueue, wanted: string): number {
  return aside.find(({ key }) => key === wanted)?.until ?? -Infinity;
}

/**
 * Whether a message is still to be sent. A message that another tab is sending counts, because that tab may be closed
 * before this one gets the lock.
 */
export function isOpen({ delivery }: Outgoing): boolean {
  return delivery === "waiting" || delivery === "sending";
}

/** Whether a message may be posted now. A message that was tried before may be in the log, so the log is read first. */
function isReady(item: Outgoing, state: SessionState, now: number): boolean {
  const { caughtUp, capabilities, kept, log, session } = state;
  if (kept) return false;
  if (needsEcho(item, now) && !isEchoRead(state, item)) return isStart(item) && session === null;
  if (isStart(item) && capabilities.firstInput) return session === null || log.length > 0;
  if (isStart(item)) return session === null || caughtUp;
  return item.triedAt === null || caughtUp;
}

/**
 * Whether only the log can tell what became of a message: the service may have forgotten the message's key, so that
 * another post might be accepted as a second message; or its receipt has no seq.
 */
function needsEcho(item: Outgoing, now: number): boolean {
  const { accepted, claim, createdAt, delivery, triedAt } = item;
  if (triedAt === null || claim !== null) return false;
  if (isOpen(item)) return isStart(item) || now - createdAt > KEY_MEMORY_MS;
  return delivery === "sent" && (accepted?.seq ?? null) === null;
}

/**
 * The seq after which the log has to be read to find out what became of every message; `startSeq` if enough has been
 * read.
 */
export function neededFrom(state: SessionState, now: number): number {
  const needed = state.outbox.filter((item) => needsEcho(item, now) && !isEchoRead(state, item));
  return Math.min(state.startSeq, ...needed.map(({ baseSeq }) => baseSeq ?? 0));
}

/**
 * Whether `item` may have started the session: it was tried so, and no input has been read. Then it must not be posted
 * to the session as a message.
 */
export function mayHaveStarted({ starts }: Outgoing, { capabilities, log, session }: SessionState): boolean {
  if (!starts || (session !== null && !capabilities.firstInput)) return false;
  for (const entry of items(log)) if (isInputEntry(entry)) return false;
  return true;
}
