import { SessionError } from "../../../wire/errors.js";
import { format, type Strings } from "../../language/strings.js";
import { warnOnce } from "../../page/warn.js";

/** How long the notice is shown, in milliseconds. */
const SHOWN_MS = 6_000;

/**
 * Waits for what a person has asked for by a press or a key. If it fails, as without a network, in which its file does
 * not load, a notice below the header says so for 6 s, also to screen readers. The next press tries again; its
 * notice takes the place of this one.
 */
export async function askedFor<Work>(
  chat: HTMLElement,
  strings: Strings,
  work: Promise<Work>,
): Promise<Work> {
  try {
    return await work;
  } catch (error) {
    warnOnce(`${error as Error}. The next press tries again.`);
    const { code } = error instanceof SessionError ? error : { code: "network" as const };
    const notice = Object.assign(document.createElement("div"), {
      className: "banner brief",
      role: "alert",
      textContent: format(strings, `error.${code}`),
    });
    chat.shadowRoot?.querySelector(".brief")?.remove();
    chat.shadowRoot?.querySelector("[part=header]")?.after(notice);
    setTimeout(() => notice.remove(), SHOWN_MS);
    throw error;
  }
}
