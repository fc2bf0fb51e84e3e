import type { ReadEvent } from "../../wire/facts.js";
import type { Change, Step } from "../state/change.js";
import { firstIndex, items, withFront } from "../state/list.js";
import { emptyLog, isHistoryComplete, isShownIn, type Seam, type SessionState } from "../state/state.js";
import { countUnread } from "./unread.js";
import { LogFold, settledBy } from "./log-fold.js";
import { next, quietly, withOutbox } from "./next-state.js";
import { findEchoes } from "./outbox-changes.js";

/*
 * A log whose end was read first grows at its beginning, page by page. The events of a page are folded by the same
 * rules as all others, from nothing, and after them once more the first ones of what was read before: up to the first
 * end of a turn after which nothing was open. From there on nothing depends on what came before, so all later entries
 * stay as they are, and a page costs what it has. See docs/decisions/the-end-of-the-log-first.md.
 *
 *        page                 seam            all later events
 *   ├──────────────┤├──────────────────────┤├─────────────────────▶ seq
 *   after        upTo, startSeq            the end of a turn, nothing is open
 *   └──────── folded anew ─────────────────┘└── kept ─────────────
 */

/** Collects the first events of what is read, as long as what comes before may change what is made of them. */
export class SeamEdit {
  readonly #before: Seam | null;
  readonly #added: ReadEvent[] = [];
  readonly #turns: ReadonlySet<string | null>;
  #endSeq: number | null;

  constructor(seam: Seam | null) {
    this.#before = seam;
    this.#endSeq = seam?.endSeq ?? null;
    this.#turns = new Set(this.#endSeq === null ? [] : seam?.reads.map(({ turnId }) => turnId));
  }

  /** An event was folded. */
  add(read: ReadEvent, fold: LogFold): void {
    if (!this.#before) return;
    if (this.#endSeq === null) {
      this.#added.push(read);
      if (read.facts.some(({ says }) => says === "turn-end") && fold.isSettled) this.#endSeq = read.event.seq;
    } else if (read.turnId !== null && this.#turns.has(read.turnId)) this.#added.push(read);
  }

  /** The seam as it then is; null where the log was read from its beginning. */
  get seam(): Seam | null {
    if (!this.#before || this.#added.length === 0) return this.#before;
    const reads = Object.freeze([...this.#before.reads, ...this.#added]);
    return Object.freeze({ reads, endSeq: this.#endSeq });
  }
}

const OPEN_SEAM: Seam = Object.freeze({ reads: Object.freeze([]), endSeq: null });

/** Nothing up to `after` is read for now, where nothing of the log was read yet. */
export function fromTail(state: SessionState, after: number): SessionState {
  if (state.lastSeq > 0 || after <= Math.max(state.view.afterSeq, state.startSeq)) return state;
  return next(state, { startSeq: after, fold: Object.freeze({ ...state.fold, seam: OPEN_SEAM }) });
}

/** Takes in a page of what comes right before the part that has been read. */
export function addEarlier(state: SessionState, { after, upTo, events }: Change & { type: "earlier" }): Step {
  if (upTo !== state.startSeq || after >= upTo) return quietly(state);
  const page = inOrder(events.filter(({ event }) => event.seq > after && event.seq <= upTo));
  const { fold, seam } = foldPage(state, page, after);
  const { log, outbox, ...folded } = fold.finish();
  const { endSeq } = state.fold.seam ?? OPEN_SEAM;
  const front = [...items(log)].filter(({ seq }) => endSeq === null || (seq ?? 0) <= endSeq);
  const dropped =
    endSeq === null ? state.log.length : firstIndex(state.log, ({ seq }) => (seq ?? 0) > endSeq);
  const joined = withFront(state.log, front, dropped);
  // Where nothing was settled yet, what is read now tells how the turn stands.
  const rest =
    endSeq === null
      ? { ...folded, stopping: state.stopping && folded.turn === "working" }
      : { fold: state.fold };
  const seqs = page.map(({ event }) => event.seq);
  const before = withOutbox(state, outbox, {
    ...rest,
    ...{ startSeq: after, lastSeq: state.lastSeq, log: joined },
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

/** Folds a page from nothing, and then the seam; and finds the seam that the log has then. */
function foldPage(
  state: SessionState,
  page: readonly ReadEvent[],
  after: number,
): { fold: LogFold; seam: Seam | null } {
  const base: SessionState = { ...state, ...emptyLog(), startSeq: after };
  const { reads, endSeq } = state.fold.seam ?? OPEN_SEAM;
  const fold = new LogFold(base, state.log);
  const edit = new SeamEdit(isHistoryComplete(base) ? null : OPEN_SEAM);
  for (const read of [...page, ...inOrder(reads)]) {
    fold.add(read);
    edit.add(read, fold);
  }
  const { seam } = edit;
  if (endSeq === null || fold.isSettled) return { fold, seam };
  // What is open there, although nothing later was in need of it, later turns have taken up.
  fold.lapse();
  return { fold, seam: seam && { ...seam, endSeq: seam.endSeq ?? endSeq } };
}

function inOrder(reads: readonly ReadEvent[]): readonly ReadEvent[] {
  return reads.toSorted((a, b) => a.event.seq - b.event.seq);
}
