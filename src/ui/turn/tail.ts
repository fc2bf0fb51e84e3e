import { html, nothing, type TemplateResult } from "lit";
import { at } from "../../session/state/list.js";
import { queuedCount } from "../../session/state/queued.js";
import type { Entry, SessionState, WorkEntry } from "../../session/state/state.js";
import type { LiveLine } from "../activity/activity.js";
import { format } from "../language/strings.js";
import { agentNameOf, type Presentation } from "../presentation/presentation.js";
import { loadActivity, loadedActivity } from "./activity-loader.js";
import { type Choices, renderChoices } from "./choices.js";

/** How many entries back from the end the search for the running work goes. */
const NEARBY_ENTRIES = 32;

/** The properties and methods of the transcript that its tail uses. */
export interface TailHost extends Choices, EventTarget {
  /** Whether the agent was asked to stop, and has not stopped yet. */
  readonly stopping: boolean;
  requestUpdate(): void;
}

/**
 * Draws the part below the last message: a sign that the agent is working, or the choices of the person.
 *
 * @fires oc-request-dismiss - a person dismisses the open question
 */
export class Tail {
  readonly #host: TailHost;
  readonly #onChoose: (text: string) => void;
  #line: LiveLine | undefined;

  constructor(host: TailHost, onChoose: (text: string) => void) {
    this.#host = host;
    this.#onChoose = onChoose;
  }

  render(state: SessionState, presentation: Presentation): TemplateResult | typeof nothing {
    const { stopping } = this.#host;
    if (state.turn !== "working") {
      this.#line?.stop();
      return renderChoices(state, presentation, this.#host, this.#onChoose, this.#dismiss);
    }
    if (isSignEnough(lastEntry(state), presentation) && !stopping) return nothing;
    return html`<div part="activity">${this.#renderLine(state, presentation, stopping)}</div>`;
  }

  readonly #dismiss = (): void => {
    this.#host.dispatchEvent(new CustomEvent("oc-request-dismiss", { bubbles: true }));
  };

  #renderLine(state: SessionState, presentation: Presentation, stopping: boolean): unknown {
    const activity = presentation.activity === "none" ? null : loadedActivity();
    if (!activity) {
      if (presentation.activity !== "none")
        void loadActivity().then((loaded) => loaded && this.#host.requestUpdate());
      return workingTemplate(state, presentation, stopping);
    }
    this.#line ??= new activity.LiveLine();
    this.#line.update({ work: runningWork(state), presentation, stopping, queued: queuedCount(state) });
    return this.#line.element;
  }
}

function lastEntry({ log, pending }: SessionState): Entry | undefined {
  return pending.at(-1) ?? at(log, log.length - 1);
}

/** Whether the last entry already shows that the agent is working: a growing reply, or running work. */
function isSignEnough(last: Entry | undefined, { activity }: Presentation): boolean {
  if (last?.kind === "message") return last.streaming && last.text !== "";
  return last?.kind === "work" && last.state === "running" && activity !== "none";
}

function runningWork({ log }: SessionState): WorkEntry | null {
  for (let i = log.length - 1; i >= Math.max(0, log.length - NEARBY_ENTRIES); i -= 1) {
    const entry = at(log, i);
    if (entry?.kind === "work" && entry.state === "running") return entry;
  }
  return null;
}

function workingTemplate(state: SessionState, presentation: Presentation, stopping: boolean): TemplateResult {
  const { strings } = presentation;
  const queued = queuedCount(state);
  return html`<span part="typing" aria-hidden="true"><i></i><i></i><i></i></span
    >${stopping ? format(strings, "button.stopping") : format(strings, "turn.working", { agent: agentNameOf(presentation) })}
    ${queued > 0 ? html`<span class="live-queued">${format(strings, "work.queued", { count: queued })}</span>` : nothing}`;
}
