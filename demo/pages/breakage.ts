import type { OcSession } from "oc-session";
import { whileBusy } from "./busy.js";
import { find } from "./find.js";

/** The text after a button was pressed. */
const OUTCOMES: Readonly<Record<string, (count: number) => string>> = {
  connection: (count) => `${count === 1 ? "1 stream was" : `${count} streams were`} cut off.`,
  token: (count) =>
    `${count === 1 ? "1 token has" : `${count} tokens have`} expired; the backend gave out a new one.`,
  server: () => "The server was stopped and started again, with the same port and data.",
};

/** The buttons that break things, and the line that shows how the chat reacts. */
export function breakage(page: ParentNode, chat: OcSession): void {
  const outcome = find("#outcome", page);
  for (const button of page.querySelectorAll<HTMLButtonElement>("[data-break]")) {
    const press = async () => {
      const what = button.dataset["break"] ?? "";
      outcome.textContent = what === "server" ? "The server is down…" : "";
      const response = await fetch(`/api/break/${what}`, { method: "POST" });
      const { count } = (await response.json()) as { count: number };
      outcome.textContent = chat.session ? (OUTCOMES[what]?.(count) ?? "") : "Say something first.";
    };
    button.addEventListener("click", () => void whileBusy(button, press));
  }

  const readout = find("#readout", page);
  const show = () => {
    readout.textContent = `connection ${chat.connection} · turn ${chat.turn} · last seq ${chat.lastSeq}`;
  };
  for (const event of ["oc-connection", "oc-turn", "oc-event", "oc-session-change"] as const) {
    chat.addEventListener(event, show);
  }
  show();
}
