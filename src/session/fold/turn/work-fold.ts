import type {
  ReadEvent,
  StepEndFact,
  StepFact,
  StepProgressFact,
  TurnEndFact,
  TurnOutcome,
} from "../../../wire/facts.js";
import { base, timeOf } from "../entries.js";
import { recentIndex } from "../recent.js";
import type { ListEdit } from "../../state/list.js";
import type { Entry, Fold, WorkEntry, WorkStep } from "../../state/state.js";

/** How many steps back in a turn's work the search goes for a step that ended, or for the narration of an answer. */
const NEARBY_STEPS = 64;
/** When a turn began, and how and when it ended, as far as that is known. */
export interface WorkFrame {
  readonly startedAt: Date | null;
  readonly ended: Fold["ended"];
}

function stateAfter(outcome: TurnOutcome): WorkEntry["state"] {
  if (outcome === "done" || outcome === "asked") return "done";
  return outcome === "stopped" ? "stopped" : "failed";
}

/** Folds the work of turns, with its steps, into a log. */
export class WorkFold {
  readonly #log: ListEdit<Entry>;
  /** The lists of steps that this batch has made and may still write to. A list is copied once for each batch. */
  readonly #openSteps = new Set<readonly WorkStep[]>();
  #works: readonly number[];
  #begun: readonly string[];
  /** Whether the recent entries may hold work. A log without work is not searched. */
  #hasWork: boolean;

  constructor(log: ListEdit<Entry>, { works, begun }: Fold) {
    this.#log = log;
    this.#works = works;
    this.#begun = begun;
    this.#hasWork = recentIndex(log, ({ kind }) => kind === "work") !== null;
  }

  /** Whether no work is running. */
  get isSettled(): boolean {
    return this.#works.length === 0;
  }

  /** Ends the batch, and returns its part of the fold. */
  finish(): Pick<Fold, "works" | "begun"> {
    this.#openSteps.forEach(Object.freeze);
    return { works: this.#works, begun: this.#begun };
  }

  /**
   * Adds a step to the work of its turn. If it is the first step, returns a new entry, which the caller inserts into
   * the log.
   */
  add(read: ReadEvent, fact: StepFact, frame: WorkFrame): WorkEntry | null {
    const { id, label, detail, ok, output, phase } = fact;
    const at = timeOf(read.event);
    const index = this.#workIndex(read.turnId);
    const known = phase === "begun" && index !== null ? this.#stepIndex(index, id) : null;
    if (known !== null) return null;
    if (phase === "begun") this.#begun = [...this.#begun, id];
    const [startedAt, endedAt] = phase === "over" ? [null, at] : [at, null];
    const step = Object.freeze({ id, label, detail, ok, output, startedAt, endedAt });
    if (index === null) return this.#begin(read, step, frame);
    const { endedAt: over } = this.#log.at(index) as WorkEntry;
    const steps = this.#stepsAt(index);
    this.#endOpen(steps, at);
    steps.push(over ? Object.freeze({ ...step, endedAt: over }) : step);
    return null;
  }

  /** Sets the progress text of a running step. */
  progress({ turnId }: ReadEvent, { id, detail }: StepProgressFact): void {
    const work = this.#workIndex(turnId);
    const index = work === null ? null : this.#stepIndex(work, id);
    if (work === null || index === null) return;
    const steps = this.#stepsAt(work);
    const step = steps[index] as WorkStep;
    if (step.ok === null) steps[index] = Object.freeze({ ...step, detail });
  }

  /** Ends a step. If no event told of its beginning, adds the step first; returns as `add` does. */
  end(read: ReadEvent, fact: StepEndFact, frame: WorkFrame): WorkEntry | null {
    const { of, id, label, ok, output } = fact;
    const work = this.#workIndex(read.turnId);
    const index = work === null ? null : this.#endedIndex(work, of, label);
    if (of !== null) this.#begun = this.#begun.filter((other) => other !== of);
    if (work === null || index === null) {
      const step = { id: of ?? id, label, detail: "", ok, output, phase: "over", mayRepeat: false } as const;
      return this.add(read, { says: "step", ...step }, frame);
    }
    const steps = this.#stepsAt(work);
    const step = steps[index] as WorkStep;
    if (of !== null && step.ok !== null) return null;
    steps[index] = Object.freeze({ ...step, ok, output, endedAt: timeOf(read.event) });
    return null;
  }

  /** Ends the work of a turn that has ended. */
  endTurn({ event, turnId }: ReadEvent, { outcome }: TurnEndFact): void {
    const isOwn = (work: WorkEntry) => work.turnId === null || turnId === null || work.turnId === turnId;
    this.#endWorks(isOwn, stateAfter(outcome), timeOf(event));
  }

  /** Ends the work of earlier turns when a turn starts, because no event may have told of their ends. */
  startTurn({ event, turnId }: ReadEvent): void {
    const isOther = (work: WorkEntry) => (work.seq ?? 0) < event.seq && work.turnId !== turnId;
    this.#endWorks(isOther, "done", null);
  }

  /** Ends all work, because its turn has lapsed. */
  lapse(hasFailed: boolean): void {
    this.#endWorks(() => true, hasFailed ? "failed" : "done", null);
  }

  /** Removes the narration that an answer repeats. */
  dropNarration(turnId: string | null, text: string): void {
    const work = this.#workIndex(turnId);
    if (work === null) return;
    const entry = this.#log.at(work) as WorkEntry;
    const { steps } = entry;
    const from = Math.max(0, steps.length - NEARBY_STEPS);
    for (let i = steps.length - 1; i >= from; i -= 1) {
      if (steps[i]?.label !== "" || steps[i]?.detail !== text) continue;
      if (steps.length > 1) this.#stepsAt(work).splice(i, 1);
      else {
        this.#log.remove(work);
        this.#works = this.#works.filter((seq) => seq !== entry.seq);
      }
      return;
    }
  }

  #begin(read: ReadEvent, step: WorkStep, { startedAt, ended }: WorkFrame): WorkEntry {
    const over = ended?.at ?? null;
    const steps = [over ? Object.freeze({ ...step, endedAt: over }) : step];
    this.#openSteps.add(steps);
    this.#hasWork = true;
    const work: WorkEntry = {
      kind: "work",
      ...base(read),
      steps,
      state: ended ? stateAfter(ended.outcome) : "running",
      startedAt: startedAt ?? timeOf(read.event),
      endedAt: over,
    };
    if (!ended) this.#works = Object.freeze([...this.#works, read.event.seq]);
    return Object.freeze(work);
  }

  #endWorks(isEnded: (work: WorkEntry) => boolean, state: WorkEntry["state"], at: Date | null): void {
    if (this.#works.length === 0) return;
    const left: number[] = [];
    for (const seq of this.#works) {
      const index = this.#log.firstIndex((entry) => (entry.seq as number) >= seq);
      const work = this.#log.at(index);
      if (work?.kind !== "work" || work.seq !== seq) continue;
      if (isEnded(work)) this.#endWork(index, state, at);
      else left.push(seq);
    }
    this.#works = Object.freeze(left);
  }

  #endWork(index: number, state: WorkEntry["state"], at: Date | null): void {
    const steps = this.#stepsAt(index);
    const last = steps.at(-1);
    const endedAt = at ?? last?.endedAt ?? last?.startedAt ?? null;
    steps.forEach((step, i) => {
      if (step.ok === null && this.#begun.includes(step.id))
        steps[i] = Object.freeze({ ...step, ok: state === "done", endedAt });
    });
    this.#begun = [];
    this.#endOpen(steps, endedAt);
    const work = this.#log.at(index) as WorkEntry;
    this.#log.set(index, Object.freeze({ ...work, state, endedAt }));
  }

  /** Ends the last step when the next thing comes, unless an event of its own will tell of its end. */
  #endOpen(steps: WorkStep[], at: Date | null): void {
    const last = steps.at(-1);
    if (!last || last.endedAt !== null || this.#begun.includes(last.id)) return;
    steps[steps.length - 1] = Object.freeze({ ...last, endedAt: at });
  }

  /** The steps of the work at an index of the log, as a list that may be written to. */
  #stepsAt(index: number): WorkStep[] {
    const work = this.#log.at(index) as WorkEntry;
    if (this.#openSteps.has(work.steps)) return work.steps as WorkStep[];
    const steps = [...work.steps];
    this.#openSteps.add(steps);
    this.#log.set(index, Object.freeze({ ...work, steps }));
    return steps;
  }

  /**
   * The index of a turn's work. Where events name no turn, only steps without another entry between them belong to one
   * work.
   */
  #workIndex(turnId: string | null): number | null {
    if (!this.#hasWork) return null;
    const last = this.#log.length - 1;
    if (turnId === null) return this.#log.at(last)?.kind === "work" ? last : null;
    return recentIndex(this.#log, (entry) => entry.kind === "work" && entry.turnId === turnId);
  }

  #stepIndex(work: number, id: string): number | null {
    const { steps } = this.#log.at(work) as WorkEntry;
    const index = steps.findLastIndex((step) => step.id === id);
    return index < 0 ? null : index;
  }

  /**
   * The index of the step that has ended. If the event does not name it by `of`, open steps with the same label end in
   * the order of their starts.
   */
  #endedIndex(work: number, of: string | null, label: string): number | null {
    if (of !== null) return this.#stepIndex(work, of);
    if (label === "") return null;
    const { steps } = this.#log.at(work) as WorkEntry;
    const from = Math.max(0, steps.length - NEARBY_STEPS);
    const index = steps.findIndex((step, i) => i >= from && step.label === label && step.ok === null);
    return index < 0 ? null : index;
  }
}
