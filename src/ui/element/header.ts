import { html, nothing, type TemplateResult } from "lit";
import type { SessionState } from "../../session/state/state.js";
import { mayPass } from "../presentation/error-words.js";
import { bannerWords, statusWords } from "../presentation/status-words.js";
import { menuIcon } from "../presentation/icons.js";
import { format } from "../language/strings.js";
import type { Presentation } from "../presentation/presentation.js";

/** The button that opens the header's menu. */
export interface MenuButton {
  readonly isOffered: boolean;
  readonly open: (event: Event) => void;
}

/** The header: the heading, the agent's picture, the status, and the buttons of the menu and of notifications. */
export function renderHeader(
  state: SessionState,
  presentation: Presentation,
  heading: string,
  menu: MenuButton,
  bell: HTMLElement | null,
  slots: string,
): TemplateResult {
  return html`<div part="header">
    <slot name="header">
      ${
        presentation.agentAvatar
          ? html`<img part="avatar" src=${presentation.agentAvatar} alt="" referrerpolicy="no-referrer" />`
          : nothing
      }
      <h2 part="heading"><slot name="heading">${heading}</slot></h2>
      <p part="status" class=${state.connection}>${statusWords(state, presentation)}</p>
      ${slots.includes("header-end") ? html`<slot name="header-end"></slot>` : nothing} ${bell}
      ${menu.isOffered ? renderMenuButton(presentation, menu) : nothing}
    </slot>
  </div>`;
}

function renderMenuButton({ strings }: Presentation, { open }: MenuButton): TemplateResult {
  return html`<button
    part="menu-button"
    type="button"
    aria-haspopup="menu"
    aria-expanded="false"
    aria-label=${format(strings, "menu.label")}
    @click=${open}
    @keydown=${open}
  >
    ${menuIcon}
  </button>`;
}

/** Whether another attempt to connect may succeed. What the host has to set right is tried again once it is set. */
function canRetry({ connection, error }: SessionState): boolean {
  if (connection === "disconnected") return error !== null && error.code !== "config" && mayPass(error);
  return connection === "reconnecting" || connection === "offline" || connection === "unauthorized";
}

/** The actions of the banner's button; null where one is not possible. */
export interface BannerActions {
  readonly reconnect: () => void;
  readonly startOver: (() => void) | null;
}

/** The banner: what is wrong with the connection, and a button to connect again or to start over. */
export function renderBanner(
  state: SessionState,
  presentation: Presentation,
  { reconnect, startOver }: BannerActions,
): TemplateResult | typeof nothing {
  const { strings } = presentation;
  const words = bannerWords(state, presentation);
  if (!words) return nothing;
  const action = canRetry(state) ? reconnect : startOver;
  const label = action === reconnect ? "button.reconnect" : "button.new-conversation";
  return html`<div class="banner">
    <span>${words}</span>
    ${
      action
        ? html`<button class="button" type="button" @click=${action}>${format(strings, label)}</button>`
        : nothing
    }
  </div>`;
}
