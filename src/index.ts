/**
 * Importing this registers `<oc-session>` and `<oc-launcher>`; on a server it does nothing.
 *
 * @packageDocumentation
 */
import { followWords } from "./launcher-words.js";
import { OcLauncher } from "./ui/launcher/oc-launcher.js";

export * from "./chat.js";
export { OcLauncher };

OcLauncher.follow = followWords;
OcLauncher.invite = async (launcher) => (await import("./ui/launcher/invite.js")).invite(launcher);

if ("document" in globalThis && !customElements.get("oc-launcher")) {
  customElements.define("oc-launcher", OcLauncher);
}
