import { html, nothing, type TemplateResult } from "lit";
import type { CancelTurn } from "../../session/access/grant.js";
import type { SessionState } from "../../session/state/state.js";
import { warnOnce } from "../page/warn.js";
import type { Presentation } from "../presentation/presentation.js";
import type { Prompt } from "../turn/choices.js";
import type { Requests } from "./requests.js";

/** The properties of `<oc-session>` that the transcript and the composer depend on. */
export interface ConversationProperties {
  readonly prompts: readonly Prompt[] | null | undefined;
  readonly suggestions: readonly Prompt[] | null | undefined;
  readonly greeting: string | null | undefined;
  readonly placeholder: string | null | undefined;
  readonly readOnly: boolean | null | undefined;
  readonly disabled: boolean | null | undefined;
  readonly cancelTurn: CancelTurn | null | undefined;
  /** The composer's draft. */
  readonly value: string;
}

const NONE: readonly Prompt[] = [];

/** The array that a host has set. Warns about any other value, and returns an empty array. */
function listOf(property: "prompts" | "suggestions", given: readonly Prompt[] | null | undefined) {
  if (Array.isArray(given)) return given;
  if (given) warnOnce(`${property} is not an array; it is ignored.`);
  return NONE;
}

/**
 * The transcript and the composer for a state.
 *
 * @param isOpen whether there is a session to send to.
 * @param slots the names of the slots that have content, separated by spaces.
 */
export function renderConversation(
  state: SessionState,
  presentation: Presentation,
  host: ConversationProperties,
  requests: Requests,
  isOpen: boolean,
  slots: string,
): TemplateResult {
  const { tray } = requests;
  const isReadOnly = host.readOnly || state.readOnly;
  const isUsable = isOpen && !host.disabled && state.connection !== "closed";
  const suggestions = isUsable && !isReadOnly ? host.suggestions : null;
  return html`<oc-transcript
      .state=${state}
      .presentation=${presentation}
      .prompts=${listOf("prompts", host.prompts)}
      .suggestions=${listOf("suggestions", suggestions)}
      .canAnswer=${isUsable && !isReadOnly}
      .canDismiss=${requests.canDismiss}
      .stopping=${requests.isStopping}
      .greeting=${host.greeting ?? ""}
    ></oc-transcript>
    <slot name="before-composer"></slot>
    ${
      isReadOnly
        ? nothing
        : html`<oc-composer
            .presentation=${presentation}
            .value=${host.value}
            .slots=${slots}
            .placeholder=${host.placeholder ?? ""}
            .disabled=${!isUsable}
            .working=${state.turn === "working"}
            .canStop=${state.capabilities.stop || Boolean(host.cancelTurn)}
            .stopping=${requests.isStopping}
            .tray=${tray}
            .filled=${tray?.isFilled ?? false}
            .waiting=${tray?.isWaiting ?? false}
            @input=${requests.input}
          ></oc-composer>`
    }`;
}
