import { html, type nothing, type TemplateResult } from "lit";
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
  if (state.turn === "working") return workingTemplate(view, stopping);
  return renderSuggestions(state, view, suggestions, onChoose);
}

function workingTemplate(view: View, stopping: boolean): TemplateResult {
  const { strings } = view;
  return html`<div part="activity">
    <span part="typing" aria-hidden="true"><i></i><i></i><i></i></span
    >${stopping ? format(strings, "button.stopping") : format(strings, "turn.working", { agent: agentNameOf(view) })}
  </div>`;
}
