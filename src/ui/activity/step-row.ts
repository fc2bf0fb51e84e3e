import type { WorkStep } from "../../session/state/state.js";
import { spoken } from "../language/spoken.js";
import type { Presentation } from "../presentation/presentation.js";
import { MAX_DETAIL_CHARS, visibleText } from "../presentation/visible-text.js";
import { CHECK, CROSS, drawIcon } from "../presentation/drawn-icon.js";
import { Collapsible, make, write } from "../presentation/nodes.js";
import { durationWords } from "./durations.js";
import { clockOf } from "./log-clock.js";
import { ENGLISH } from "./words.js";

/** The row of one step: its state, its name, its duration and its collapsed output. */
export class StepRow {
  readonly element = make("li", { part: "step" });
  readonly #outcome = make("span", { class: "step-outcome" });
  readonly #label = make("span", { class: "step-label", dir: "auto" });
  readonly #time = make("span", { class: "work-time" });
  readonly #detail = make("span", { class: "step-detail plain", dir: "auto" });
  #output: Collapsible | null = null;
  #step: WorkStep | null = null;
  #presentation: Presentation | null = null;
  #isRunning = false;

  constructor() {
    this.element.append(this.#outcome, this.#label, " ", this.#time, " ", this.#detail);
  }

  /** Whether the step is running, and so its clock. */
  get isRunning(): boolean {
    return this.#isRunning;
  }

  update(step: WorkStep, presentation: Presentation, isTurnRunning: boolean): void {
    const isRunning = isTurnRunning && step.ok === null && step.endedAt === null;
    if (step === this.#step && presentation === this.#presentation && isRunning === this.#isRunning) return;
    this.#step = step;
    this.#presentation = presentation;
    this.#isRunning = isRunning;
    const detail = visibleText(step.detail.slice(0, MAX_DETAIL_CHARS));
    this.#drawOutcome(step, presentation);
    write(this.#label, visibleText(step.label));
    write(this.#detail, detail + (step.detail.length > MAX_DETAIL_CHARS ? "…" : ""));
    this.#label.toggleAttribute("hidden", step.label === "");
    this.#detail.toggleAttribute("hidden", detail === "");
    this.#time.ariaHidden = isRunning ? "true" : null;
    this.#drawOutput(step, presentation);
    this.tick();
  }

  /** Updates the duration of the step. */
  tick(): void {
    if (!this.#step || !this.#presentation) return;
    const { startedAt, endedAt } = this.#step;
    const end = this.#isRunning ? clockOf(this.#presentation.host).now() : endedAt?.getTime();
    const passed = startedAt && end !== undefined ? Math.max(0, end - startedAt.getTime()) : 0;
    write(this.#time, durationWords(passed, this.#presentation.strings.lang, this.#isRunning));
  }

  #drawOutcome({ ok }: WorkStep, presentation: Presentation): void {
    const said = (key: "work.ok" | "work.failed" | "work.running") =>
      make("span", { class: "visually-hidden" }, spoken(presentation, ENGLISH)(key));
    this.#outcome.classList.toggle("step-running", ok === null && this.#isRunning);
    this.#outcome.classList.toggle("step-ok", ok === true);
    this.#outcome.classList.toggle("step-failed", ok === false);
    if (ok !== null)
      this.#outcome.replaceChildren(drawIcon(ok ? CHECK : CROSS), said(ok ? "work.ok" : "work.failed"));
    else this.#outcome.replaceChildren(...(this.#isRunning ? [said("work.running")] : []));
  }

  #drawOutput({ output }: WorkStep, presentation: Presentation): void {
    if (output) this.#output ??= new Collapsible();
    this.#output?.showIn(this.element, spoken(presentation, ENGLISH)("work.output"), output);
  }
}
