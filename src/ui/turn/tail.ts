import { html, nothing, type TemplateResult } from "lit";
import { at } from "../../session/state/list.js";
import type { SessionState } from "../../session/state/state.js";
import { format } from "../language/strings.js";
import { agentNameOf, type View } from "../presentation/view.js";
import { type Prompt, renderSuggestions } from "./choices.js";

/** What the end of a transcript is drawn with, besides what is known of the session. */
export interface TailParts {
  /** What a person may say next. */
  readonly suggestions: readonly Prompt[];
  /** The agent was asked to stop, and has not stopped yet. */
  readonly stopping: boolean;
  readonly onChoose: (text: string) => void;
}

/** What stands below the last message: that the agent is at work, or what may be said next. */
export function renderTail(
  state: SessionState,
  view: View,
  { suggestions, stopping, onChoose }: TailParts,
): TemplateResult | typeof nothing {
  if (state.turn === "working") return isAnswering(state) ? nothing : workingTemplate(view, stopping);
  return renderSuggestions(state, view, suggestions, onChoose);
}

/** Whether the answer is being said at the end of the transcript: it is sign enough. */
function isAnswering({ log, pending }: SessionState): boolean {
  const last = pending.at(-1) ?? at(log, log.length - 1);
  return last?.kind === "message" && last.streaming && last.text !== "";
}

function workingTemplate(view: View, stopping: boolean): TemplateResult {
  const { strings } = view;
  return html`<div part="activity">
    <span part="typing" aria-hidden="true"><i></i><i></i><i></i></span
    >${stopping ? format(strings, "button.stopping") : format(strings, "turn.working", { agent: agentNameOf(view) })}
  </div>`;
}
