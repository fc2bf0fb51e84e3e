import type { OcSession } from "oc-session";
import { find } from "./find.js";

/** A wire, named like the element's `protocol`. */
type Wire = "v3" | "serverless";

/** The addresses of the same agent by each wire. */
const PLACES = {
  v3: { endpoint: "/api/chat", baseUrl: "/v3" },
  serverless: { endpoint: "/api/agent/main", baseUrl: "/api/agent/main" },
} as const;

/** Buttons that need tokens and streams. */
const V3_BREAKAGE = '[data-break="connection"], [data-break="token"]';

/**
 * Lets a person switch the chat between the wires; each has its own conversation. The URL keeps the choice:
 * `?wire=serverless`.
 */
export function wireChoice(page: ParentNode, chat: OcSession, onSwitch: () => void): void {
  const cancelOnV3 = chat.cancelTurn;

  function speak(wire: Wire): void {
    const isV3 = wire === "v3";
    Object.assign(chat, { protocol: wire, ...PLACES[wire], cancelTurn: isV3 ? cancelOnV3 : null });
    for (const button of page.querySelectorAll<HTMLButtonElement>(V3_BREAKAGE)) button.disabled = !isV3;
    // In this demo each visitor has one conversation with a serverless agent.
    find("#several", page).hidden = !isV3;
    find("#markup", page).textContent = isV3
      ? '<oc-session endpoint="/api/chat"></oc-session>'
      : '<oc-session protocol="serverless" endpoint="/api/agent"></oc-session>';
  }

  const choice = find("#wire", page);
  choice.addEventListener("change", ({ target }) => {
    const { value } = target as HTMLInputElement;
    history.replaceState(null, "", value === "v3" ? location.pathname : `?wire=${value}`);
    speak(value === "serverless" ? "serverless" : "v3");
    onSwitch();
  });
  if (new URLSearchParams(location.search).get("wire") !== "serverless") return;
  find<HTMLInputElement>('[value="serverless"]', choice).checked = true;
  speak("serverless");
}
