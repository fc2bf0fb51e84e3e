/**
 * Importing this registers `<oc-session-list>`; on a server it does nothing. It is not part of `oc-session`, because
 * most pages have one conversation.
 *
 * @packageDocumentation
 */
import { OcSessionList } from "./ui/list/oc-session-list.js";

export { OcSessionList };
export type { SessionItem } from "./ui/list/session-item.js";
export type { DeleteDetail, OcSessionListEventMap, RenameDetail, SelectDetail } from "./ui/list/events.js";

if ("document" in globalThis && !customElements.get("oc-session-list"))
  customElements.define("oc-session-list", OcSessionList);
