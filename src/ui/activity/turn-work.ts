import type { WorkEntry, WorkStep } from "../../session/state/state.js";
import { spoken } from "../language/spoken.js";
import { format } from "../language/strings.js";
import type { Presentation } from "../presentation/presentation.js";
import { CHEVRON, drawIcon } from "../presentation/drawn-icon.js";
import { make, write } from "../presentation/nodes.js";
import { Ticking } from "./drawing.js";
import { durationWords } from "./durations.js";
import { LiveLine } from "./live-line.js";
import { clockOf } from "./log-clock.js";
import { StepRow } from "./step-row.js";
import { ENGLISH } from "./words.js";

/** How many steps are drawn at first, and added by each press of the button. A turn may have thousands of steps. */
const STEPS = 100;

/**
 * The work of a turn, collapsed to one line. While the agent works, the line shows the current step; afterwards the
 * number of steps and the duration. Expanded, it has a row for each of the last steps, and a button that shows earlier
 * ones.
 */
export class TurnWork {
  readonly element = make("details", { part: "activity" });
  readonly #summary = make("summary", {});
  readonly #words = make("span", {});
  readonly #dot = make("span", {});
  readonly #time = make("span", { class: "work-time" });
  readonly #list = make("ol", {});
  readonly #rows: StepRow[] = [];
  readonly #live = new LiveLine();
  readonly #ticking = new Ticking(this.element, () =>
    this.#rows.forEach((row) => row.isRunning && row.tick()),
  );
  #more: HTMLElement | null = null;
  #entry: WorkEntry | null = null;
  /** The latest time of an event of this work, epoch milliseconds. */
  #written = 0;
  #presentation: Presentation | null = null;
  /** The index of the step in the first row. */
  #first = 0;
  #shown = STEPS;
  #isLive = false;
  #printing = false;
  /** Whether the reader has expanded or collapsed the work. Then it does not do so by itself any more. */
  #isReaders = false;
  /** Whether the work was expanded by itself, for `activity="steps"`. */
  #isUnfolded = false;

  constructor() {
    this.#summary.append(drawIcon(CHEVRON), ...this.#done);
    this.element.append(this.#summary, this.#list);
    this.#summary.addEventListener("click", () => (this.#isReaders = true));
    this.element.addEventListener("toggle", () => this.#drawRows());
  }

  /** The content of the line when the work has ended. */
  get #done(): (Node | string)[] {
    return [this.#words, " ", this.#dot, " ", this.#time];
  }

  /** @param isLive whether the work is the last entry and running, so that its line shows that the agent is working */
  update(entry: WorkEntry, presentation: Presentation, isLive: boolean): void {
    if (entry !== this.#entry) this.#hear(entry, presentation);
    this.#entry = entry;
    this.#presentation = presentation;
    const { strings } = presentation;
    const isOver = entry.state !== "running";
    const count = entry.steps.length;
    if (isLive) this.#live.update({ work: entry, presentation });
    else this.#live.stop();
    if (isLive !== this.#isLive) {
      this.#isLive = isLive;
      this.#summary.replaceChildren(drawIcon(CHEVRON), ...(isLive ? [this.#live.element] : this.#done));
    }
    write(this.#words, spoken(presentation, ENGLISH)(isOver ? "work.did" : "work.steps", { count }));
    const [from, to] = [entry.startedAt?.getTime(), entry.endedAt?.getTime()];
    const passed =
      isOver && from !== undefined && to !== undefined ? durationWords(to - from, strings.lang) : "";
    write(this.#dot, passed && "·");
    write(this.#time, passed);
    this.#fold(!isOver && presentation.activity === "steps");
    this.#drawRows();
  }

  /** Shows all steps for printing, if the work is expanded; `false` reverts that. */
  print(on: boolean): void {
    this.#printing = on;
    this.#drawRows();
  }

  #hear({ steps, endedAt }: WorkEntry, { host }: Presentation): void {
    const last = steps.at(-1);
    const written = endedAt ?? last?.endedAt ?? last?.startedAt;
    // The time of the work is unchanged: progress events change no time, nor does an end without an event.
    if (!written || written.getTime() <= this.#written) return;
    this.#written = written.getTime();
    clockOf(host).heard(written, this.#entry !== null);
  }

  /**
   * Expands the work while the turn is running, and collapses it afterwards, unless the reader has toggled it or the
   * focus is in it.
   */
  #fold(isToBeOpen: boolean): void {
    if (this.#isReaders || isToBeOpen === this.#isUnfolded) return;
    if (!isToBeOpen && this.#list.matches(":focus-within")) return;
    this.#isUnfolded = isToBeOpen;
    this.element.open = isToBeOpen;
  }

  #drawRows(): void {
    if (!this.#entry || !this.#presentation || !this.element.open) return this.#ticking.run(false);
    const { steps, state } = this.#entry;
    const presentation = this.#presentation;
    const start = Math.max(0, steps.length - (this.#printing ? Infinity : this.#shown));
    this.#offerMore(start > 0);
    if (this.#list.start !== start + 1) this.#list.start = start + 1;
    this.#resize(start, steps.length);
    this.#rows.forEach((row, i) =>
      row.update(steps[start + i] as WorkStep, presentation, state === "running"),
    );
    this.#ticking.run(this.#rows.some(({ isRunning }) => isRunning));
  }

  /** Adds and removes rows at both ends, so that each row stays with its step. */
  #resize(start: number, end: number): void {
    for (; this.#first < start && this.#rows.length > 0; this.#first += 1)
      this.#rows.shift()?.element.remove();
    if (this.#rows.length === 0) this.#first = start;
    for (; this.#first > start; this.#first -= 1) {
      const row = new StepRow();
      this.#rows.unshift(row);
      this.#list.prepend(row.element);
    }
    while (this.#rows.length > end - start) this.#rows.pop()?.element.remove();
    while (this.#rows.length < end - start) {
      const row = new StepRow();
      this.#rows.push(row);
      this.#list.append(row.element);
    }
  }

  #offerMore(isWanted: boolean): void {
    if (!isWanted) {
      this.#more?.remove();
      this.#more = null;
      return;
    }
    if (!this.#presentation) return;
    if (!this.#more) {
      this.#more = make("button", { class: "show-more button", type: "button" });
      this.#more.addEventListener("click", () => this.#showMore());
      this.#list.before(this.#more);
    }
    write(this.#more, format(this.#presentation.strings, "button.show-more"));
  }

  #showMore(): void {
    const hadFocus = this.#more?.matches(":focus");
    this.#shown += STEPS;
    this.#drawRows();
    // The button had the focus and was removed, so the summary gets the focus.
    if (!this.#more && hadFocus) this.#summary.focus({ preventScroll: true });
  }
}
