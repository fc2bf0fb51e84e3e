import type { WorkEntry, WorkStep } from "../../session/state/state.js";
import { format } from "../language/strings.js";
import { agentNameOf, type Presentation } from "../presentation/presentation.js";
import { visibleText } from "../presentation/visible-text.js";
import { make, write } from "../presentation/nodes.js";
import { firstLine, Ticking } from "./drawing.js";
import { durationWords } from "./durations.js";
import { clockOf } from "./log-clock.js";

/** A running turn. */
export interface Live {
  /** The work of the turn; null while it has none. */
  readonly work: WorkEntry | null;
  readonly presentation: Presentation;
  /** Whether the turn was asked to stop, and has not stopped yet. */
  readonly stopping?: boolean;
  /** How many messages wait for the turn to end. */
  readonly queued?: number;
}

/** The running step; null between steps. */
function currentStep(work: WorkEntry | null): WorkStep | null {
  const step =
    work?.state === "running"
      ? work.steps.findLast(({ endedAt, ok }) => endedAt === null && ok === null)
      : null;
  return step ?? null;
}

/** One line that says what the agent is doing and for how long. Updates change its nodes in place. */
export class LiveLine {
  readonly element = make("span", { class: "live" });
  readonly #words = make("span", { class: "live-words", dir: "auto" });
  /** Hidden from screen readers, which would read it each second. */
  readonly #time = make("span", { class: "work-time", "aria-hidden": "true" });
  readonly #queued = make("span", { class: "live-queued" });
  readonly #ticking = new Ticking(this.element, () => this.#tick());
  #since: Date | null = null;
  #presentation: Presentation | null = null;

  constructor() {
    const dots = (["i", "i", "i"] as const).map((tag) => make(tag, {}));
    const typing = make("span", { part: "typing", "aria-hidden": "true" }, ...dots);
    this.element.append(typing, this.#words, " ", this.#time, " ", this.#queued);
  }

  update({ work, presentation, stopping = false, queued = 0 }: Live): void {
    const { strings } = presentation;
    const step = stopping ? null : currentStep(work);
    this.#presentation = presentation;
    this.#since = stopping ? null : ((step ?? work)?.startedAt ?? null);
    const working = format(strings, "turn.working", { agent: agentNameOf(presentation) });
    write(
      this.#words,
      stopping ? format(strings, "button.stopping") : step ? stepWords(step) || working : working,
    );
    write(this.#queued, queued > 0 ? format(strings, "work.queued", { count: queued }) : "");
    this.#tick();
    this.#ticking.run(this.#since !== null);
  }

  /** Stops the clock, because the line is not shown any more. */
  stop(): void {
    this.#ticking.run(false);
  }

  #tick(): void {
    if (!this.#presentation) return;
    const { host, strings } = this.#presentation;
    const passed = this.#since ? Math.max(0, clockOf(host).now() - this.#since.getTime()) : null;
    write(this.#time, passed === null ? "" : durationWords(passed, strings.lang, true));
  }
}

function stepWords({ label, detail }: WorkStep): string {
  return [label, detail]
    .map((words) => firstLine(visibleText(words.slice(0, 1000))))
    .filter(Boolean)
    .join(" ");
}
