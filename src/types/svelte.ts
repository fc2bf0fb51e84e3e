/**
 * Types for the elements in Svelte's templates: `import type {} from "oc-session/svelte"` once in a project.
 *
 * @packageDocumentation
 */
import type { HTMLAttributes } from "svelte/elements";
import type { OcLauncher } from "../ui/launcher/oc-launcher.js";
import type { OcSessionList } from "../ui/list/oc-session-list.js";
import type { OcSession } from "../ui/element/oc-session.js";
import type {
  OcLauncherListeners,
  OcLauncherProps,
  OcSessionAttributes,
  OcSessionListeners,
  OcSessionListListeners,
  OcSessionListProps,
  OcSessionProps,
} from "./elements.js";

type Native<Element extends EventTarget, Props> = Omit<HTMLAttributes<Element>, keyof Props> & Props;

declare module "svelte/elements" {
  interface SvelteHTMLElements {
    "oc-session": Native<OcSession, OcSessionProps & OcSessionAttributes & OcSessionListeners>;
    "oc-session-list": Native<OcSessionList, OcSessionListProps & OcSessionListListeners>;
    "oc-launcher": Native<OcLauncher, OcLauncherProps & OcLauncherListeners>;
  }
}
