import { html, nothing, type TemplateResult } from "lit";
import type { SessionState } from "../../session/state/state.js";
import { errorWords } from "../presentation/error-words.js";
import { format } from "../language/strings.js";
import { agentNameOf, type View } from "../presentation/view.js";

/** The state in a few words: the connection while it is not as it should be, else the turn. */
export function statusWords({ connection, turn }: SessionState, view: View): string {
  if (connection !== "live" || turn === "idle") return format(view.strings, `connection.${connection}`);
  return format(view.strings, `turn.${turn}`, { agent: agentNameOf(view) });
}

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

/** What is wrong with the connection, in a sentence or two; "" when nothing is. */
export function bannerWords(state: SessionState, view: View): string {
  const { connection, error, retryAt } = state;
  const { strings } = view;
  const reason = error && error.code !== "network" ? `${errorWords(strings, error)} ` : "";
  switch (connection) {
    case "reconnecting": {
      const count = retryAt === null ? 0 : Math.max(0, Math.ceil((retryAt - Date.now()) / 1000));
      const words =
        count > 0
          ? format(strings, "banner.reconnecting-in", { count })
          : format(strings, "banner.reconnecting");
      return reason + words;
    }
    case "offline":
      return format(strings, "banner.offline");
    case "unauthorized":
      return error?.code === "forbidden" ? reason : format(strings, "banner.unauthorized");
    case "closed":
      return reason || format(strings, "banner.closed");
    case "disconnected":
      return reason;
    default:
      return state.readOnly ? format(strings, "banner.read-only") : "";
  }
}

/** Whether asking again can help. */
function canRetry({ connection, error }: SessionState): boolean {
  if (connection === "disconnected") return /^(endpoint|invalid|org-key)$/.test(error?.code ?? "");
  return connection === "reconnecting" || connection === "offline" || connection === "unauthorized";
}

/** What is wrong with the connection, when something is, and the button that may mend it. */
export function renderBanner(
  state: SessionState,
  view: View,
  onReconnect: () => void,
): TemplateResult | typeof nothing {
  const words = bannerWords(state, view);
  if (!words) return nothing;
  return html`<div class="banner">
    <span>${words}</span>
    ${
      canRetry(state)
        ? html`<button class="button" type="button" @click=${onReconnect}>
            ${format(view.strings, "button.reconnect")}
          </button>`
        : nothing
    }
  </div>`;
}
