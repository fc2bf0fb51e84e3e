import { html, nothing, type TemplateResult } from "lit";
import type { SessionState } from "../../session/state/state.js";
import { bannerWords, statusWords } from "../presentation/status-words.js";
import { format } from "../language/strings.js";
import type { View } from "../presentation/view.js";

/** Heading, the agent's face, and where things stand. */
export function renderHeader(state: SessionState, view: View, heading: string): TemplateResult {
  return html`<div part="header">
    <slot name="header">
      ${
        view.agentAvatar
          ? html`<img part="avatar" src=${view.agentAvatar} alt="" referrerpolicy="no-referrer" />`
          : nothing
      }
      <h2 part="heading"><slot name="heading">${heading}</slot></h2>
      <p part="status" class=${state.connection}>${statusWords(state, view)}</p>
    </slot>
  </div>`;
}

/** Whether asking again can help. */
function canRetry({ connection, error }: SessionState): boolean {
  if (connection === "disconnected") return /^(endpoint|invalid|org-key)$/.test(error?.code ?? "");
  return connection === "reconnecting" || connection === "offline" || connection === "unauthorized";
}

/** What the banner's button does; null where it cannot be done. */
export interface BannerActions {
  readonly reconnect: () => void;
  readonly startOver: (() => void) | null;
}

/** What is wrong with the connection, when something is, and the button that may mend it. */
export function renderBanner(
  state: SessionState,
  view: View,
  { reconnect, startOver }: BannerActions,
): TemplateResult | typeof nothing {
  const words = bannerWords(state, view);
  if (!words) return nothing;
  const action = canRetry(state) ? reconnect : startOver;
  const label = action === reconnect ? "button.reconnect" : "button.new-conversation";
  return html`<div class="banner">
    <span>${words}</span>
    ${
      action
        ? html`<button class="button" type="button" @click=${action}>${format(view.strings, label)}</button>`
        : nothing
    }
  </div>`;
}
