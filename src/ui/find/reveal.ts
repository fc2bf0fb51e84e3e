import { at, firstIndex, items } from "../../session/state/list.js";
import { isHistoryComplete, type SessionState } from "../../session/state/state.js";
import { warnOnce } from "../page/warn.js";
import { scrollDown, topOf, transcriptOf } from "./reader-place.js";

/** The part of a session that reads the log. */
interface LogReader {
  readonly state: SessionState;
  readEarlier(): Promise<void>;
}

/** The chat that shows an entry. */
export interface RevealHost {
  readonly root: ShadowRoot;
  readonly controller: {
    readonly session: LogReader | null;
    /** The drawn state. */
    readonly shown: SessionState;
    /** Draws without waiting for a frame. */
    flush(): void;
  };
}

/** A call of `reveal`. */
export interface RevealCall {
  /** Resolves with the conversation that is open once the properties set before the call have been read. */
  readonly opening: Promise<LogReader | null>;
  /** Whether no call has come after this one. */
  isLast(): boolean;
  /** Resolves when the chat has been updated. */
  updated(): Promise<void>;
}

/** How long the outline of the revealed entry takes to fade. */
const MARKED_MS = 2_000;
/** The distance of the entry from the top of the transcript. */
const ROOM_PX = 12;

/**
 * Shows an entry once the log has been read, as `revealEntry` does. Resolves to false if another call has come or the
 * conversation has been left before.
 */
export async function reveal(
  host: RevealHost,
  { opening, isLast, updated }: RevealCall,
  target: string | number,
  isFocused: boolean,
): Promise<boolean> {
  const { controller } = host;
  const session = await opening;
  const isOver = () => !isLast() || (session !== null && session !== controller.session);
  while (!controller.shown.caughtUp && !isOver()) await updated();
  await readBackTo(controller.session, target).catch(() => {});
  controller.flush();
  await (host.root.host as HTMLElement & { readonly updateComplete: Promise<unknown> }).updateComplete;
  return !isOver() && revealEntry(host, target, isFocused);
}

/**
 * Scrolls an entry into view, by its id or its seq. The entry before it stands for one that is hidden. Resolves to
 * whether there is such an entry. Warns if there is none.
 */
async function revealEntry(host: RevealHost, target: string | number, isFocused: boolean): Promise<boolean> {
  let index = indexOf(host.controller.shown, target);
  const transcript = transcriptOf(host.root);
  let entry = await transcript?.reveal(index);
  while (entry?.hidden) entry = await transcript?.reveal((index -= 1));
  if (!entry) {
    warnOnce(`reveal: the log has no "${target}".`);
    return false;
  }
  const box = host.root.querySelector<HTMLElement>("[part~=transcript]");
  transcript?.scrollFor(() => {
    if (box) scrollDown(box, topOf(entry) - topOf(box) - ROOM_PX);
  });
  if (isFocused) entry.focus({ preventScroll: true });
  const colour = getComputedStyle(entry).color;
  const outline = [`2px solid ${colour}`, "2px solid transparent"];
  entry.animate({ outline, outlineOffset: ["4px", "4px"] }, { duration: MARKED_MS, easing: "ease-in" });
  return true;
}

/** Reads earlier pages until the entry has been read. */
async function readBackTo(log: LogReader | null, target: string | number): Promise<void> {
  const seq = Number(target);
  const isRead = (state: SessionState) =>
    seq >= 0 ? state.startSeq < seq : [...items(state.log)].some(({ id }) => id === target);
  while (log && !isHistoryComplete(log.state) && !isRead(log.state)) await log.readEarlier();
}

/** The index of the entry with an id, or of the last entry at or before a seq; -1 if there is none. */
function indexOf({ log, pending }: SessionState, target: string | number): number {
  const seq = typeof target === "number" || /^\d+$/.test(target) ? Number(target) : null;
  if (Number.isNaN(seq)) return -1;
  if (seq !== null) return firstIndex(log, (entry) => (entry.seq ?? 0) > seq) - 1;
  for (let i = 0; i < log.length; i += 1) if (at(log, i)?.id === target) return i;
  const sent = pending.findIndex(({ id }) => id === target);
  return sent < 0 ? -1 : log.length + sent;
}
