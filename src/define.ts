import { OcComposer } from "./ui/composer/oc-composer.js";
import { OcEntry } from "./ui/entry/oc-entry.js";
import { OcSession } from "./ui/element/oc-session.js";
import { OcTranscript } from "./ui/transcript/oc-transcript.js";
import { warnOnce } from "./ui/page/warn.js";

const CHAT = {
  "oc-composer": OcComposer,
  "oc-entry": OcEntry,
  "oc-transcript": OcTranscript,
  "oc-session": OcSession,
};

/**
 * Registers the elements of a chat. If one of their names is taken, registers none, because elements of two versions
 * would not work together. On a server it does nothing.
 */
export function define(): void {
  if (!("document" in globalThis)) return;
  const taken = Object.keys(CHAT).filter((tag) => customElements.get(tag));
  if (taken.length === 0) for (const [tag, type] of Object.entries(CHAT)) customElements.define(tag, type);
  else warnOnce(`${taken.join(", ")} is already defined; this copy of oc-session defines no elements.`);
}
