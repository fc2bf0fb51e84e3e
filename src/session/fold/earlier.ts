import type { ReadEvent } from "../../wire/facts.js";
import type { Change, Step } from "../state/change.js";
import { firstIndex, items, withFront } from "../state/list.js";
import { isShownIn } from "../state/session-view.js";
import { emptyLog, isHistoryComplete, type Seam, type SessionState } from "../state/state.js";
import { countUnread } from "./unread.js";
import type { TurnModule } from "./turn-file.js";
import { LogFold, settledBy } from "./log-fold.js";
import { next, quietly, withOutbox } from "./next-state.js";
import { findEchoes } from "./outbox-changes.js";

/*
 * A log whose end was read first grows at its beginning, page by page. The events of a page are folded by the same rules
 * as all others, starting with an empty log. After them the seam is folded again: the first events that had been read, up
 * to an end of a turn after which no turn, step or question was open. Nothing after the seam depends on what comes before
 * it, so later entries stay as they are, and folding a page takes time in proportion to the page and the seam. See
 * docs/decisions/the-end-of-the-log-first.md.
 *
 *        page                 seam            all later events
 *   ├──────────────┤├──────────────────────┤├─────────────────────▶ seq
 *   after        upTo, startSeq            the end of a turn, nothing is open
 *   └──────── folded again ────────────────┘└── kept ─────────────
 */

/**
 * The seam reaches to this many ends of turns after which nothing was open. Up to this many messages may have been
 * queued where the seam begins, and each end of a turn takes up at least one.
 */
const SEAM_TURN_ENDS = 4;

const OPEN_SEAM: Seam = Object.freeze({ reads: Object.freeze([]), ends: Object.freeze([]), isOpen: true });

/**
 * Collects the seam: the first events of the part of the log that was read, whose entries earlier events may still
 * change.
 */
export class SeamEdit {
  readonly #before: Seam | null;
  readonly #reads: ReadEvent[] = [];
  readonly #ends: number[] = [];

  constructor(seam: Seam | null) {
    this.#before = seam;
  }

  /** Adds an event that was folded. */
  add(read: ReadEvent, fold: LogFold): void {
    if (!this.#isOpen) return;
    this.#reads.push(read);
    if (read.facts.some(({ says }) => says === "turn-end") && fold.isSettled) this.#ends.push(read.event.seq);
  }

  /** The seam after the events that were added; null where the log was read from its beginning. */
  get seam(): Seam | null {
    const before = this.#before;
    if (!before || this.#reads.length === 0) return before;
    return Object.freeze({
      reads: Object.freeze([...before.reads, ...this.#reads]),
      ends: Object.freeze([...before.ends, ...this.#ends]),
      isOpen: this.#isOpen,
    });
  }

  get #isOpen(): boolean {
    return this.#before?.isOpen === true && this.#before.ends.length + this.#ends.length < SEAM_TURN_ENDS;
  }
}

/** The state in which reading starts after the seq `after`; the same state if something of the log has been read. */
export function fromTail(state: SessionState, after: number): SessionState {
  if (state.lastSeq > 0 || after <= Math.max(state.view.afterSeq, state.startSeq)) return state;
  return next(state, { startSeq: after, fold: Object.freeze({ ...state.fold, seam: OPEN_SEAM }) });
}

/** Adds a page of events that end where the part of the log that has been read begins. */
export function addEarlier(
  state: SessionState,
  { after, upTo, events }: Change & { type: "earlier" },
  turn: TurnModule | null,
): Step {
  if (state.kept || upTo !== state.startSeq || after >= upTo) return quietly(state);
  const page = inOrder(events.filter(({ event }) => event.seq > after && event.seq <= upTo));
  const { fold, seam, end } = foldPage(state, page, after, turn);
  const { log, outbox, ...folded } = fold.finish();
  const front = [...items(log)].filter(({ seq }) => (seq ?? 0) <= end);
  const dropped = firstIndex(state.log, ({ seq }) => (seq ?? 0) > end);
  const joined = withFront(state.log, front, dropped);
  // If everything that was read is folded again, the state of the turn comes from the new fold.
  const rest =
    end === Infinity
      ? { ...folded, stopping: state.stopping && folded.turn === "working" }
      : { fold: state.fold };
  const seqs = page.map(({ event }) => event.seq);
  const before = withOutbox(state, outbox, {
    ...rest,
    startSeq: after,
    lastSeq: state.lastSeq,
    log: joined,
    unread: countUnread(joined, state.seenSeq),
    fold: Object.freeze({ ...rest.fold, seqs: withFront(state.fold.seqs, seqs, 0), seam }),
  });
  const shown = page.map(({ event }) => event).filter((event) => isShownIn(state.view, event));
  const found = findEchoes(before);
  return {
    state: found.state,
    effects: [{ type: "events", events: shown, replayed: true }, ...settledBy(fold), ...found.effects],
  };
}

/**
 * Folds a page onto an empty log, and then the seam. Finds the seam of the longer log.
 *
 * @returns `end`: entries made from events after this seq stay as they are.
 */
function foldPage(
  state: SessionState,
  page: readonly ReadEvent[],
  after: number,
  turn: TurnModule | null,
): { fold: LogFold; seam: Seam | null; end: number } {
  const base: SessionState = { ...state, ...emptyLog(), startSeq: after };
  const before = state.fold.seam ?? OPEN_SEAM;
  const fold = new LogFold(base, turn, state.log);
  const edit = new SeamEdit(isHistoryComplete(base) ? null : OPEN_SEAM);
  let end = before.isOpen ? Infinity : 0;
  for (const read of [...page, ...inOrder(before.reads)]) {
    fold.add(read);
    edit.add(read, fold);
    if (before.ends.includes(read.event.seq) && fold.isSettled) end = Math.max(end, read.event.seq);
  }
  // What is still open after the page and the seam was taken up by later turns.
  if (end === 0) fold.lapse();
  end ||= before.ends.at(-1) ?? 0;
  const { seam } = edit;
  if (before.isOpen || !seam?.isOpen) return { fold, seam, end };
  return { fold, seam: { reads: seam.reads, ends: [...new Set([...seam.ends, end])], isOpen: false }, end };
}

function inOrder(reads: readonly ReadEvent[]): readonly ReadEvent[] {
  return reads.toSorted((a, b) => a.event.seq - b.event.seq);
}
