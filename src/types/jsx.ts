/**
 * Types for the elements in React's JSX: `import type {} from "oc-session/jsx"` once in a project.
 *
 * @packageDocumentation
 */
import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { OcLauncher } from "../ui/launcher/oc-launcher.js";
import type { OcSessionList } from "../ui/list/oc-session-list.js";
import type { OcSession } from "../ui/element/oc-session.js";
import type {
  OcLauncherListeners,
  OcLauncherProps,
  OcSessionListeners,
  OcSessionListListeners,
  OcSessionListProps,
  OcSessionProps,
} from "./elements.js";

type Native<Element, Props> = Omit<DetailedHTMLProps<HTMLAttributes<Element>, Element>, keyof Props> & Props;

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "oc-session": Native<OcSession, OcSessionProps & OcSessionListeners>;
      "oc-session-list": Native<OcSessionList, OcSessionListProps & OcSessionListListeners>;
      "oc-launcher": Native<OcLauncher, OcLauncherProps & OcLauncherListeners>;
    }
  }
}
