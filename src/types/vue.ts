/**
 * Types for the elements in Vue's templates: `import type {} from "oc-session/vue"` once in a project.
 *
 * @packageDocumentation
 */
import type { EmitFn, HTMLAttributes, PublicProps } from "vue";
import type { OcSessionEventMap } from "../ui/host/events.js";
import type { OcLauncher } from "../ui/launcher/oc-launcher.js";
import type { OcSessionListEventMap } from "../ui/list/events.js";
import type { OcSessionList } from "../ui/list/oc-session-list.js";
import type { OcSession } from "../ui/element/oc-session.js";
import type { OcLauncherEventMap, OcLauncherProps, OcSessionListProps, OcSessionProps } from "./elements.js";

/** A custom element as Vue's template checker knows it: a constructor with `$props` and `$emit`. */
type Native<Element, Props, Events> = new () => Element & {
  /** @deprecated Only for the template checker. */
  $props: HTMLAttributes & PublicProps & Props;
  /** @deprecated Only for the template checker. */
  $emit: EmitFn<{ [Name in keyof Events]: (event: Events[Name]) => void }>;
};

/** Vue would replace the method `reveal` by the value of an attribute of this name. The property is `revealed`. */
type NoMethods = { reveal?: never };

declare module "vue" {
  interface GlobalComponents {
    "oc-session": Native<OcSession, OcSessionProps & NoMethods, OcSessionEventMap>;
    "oc-session-list": Native<OcSessionList, OcSessionListProps, OcSessionListEventMap>;
    "oc-launcher": Native<OcLauncher, OcLauncherProps, OcLauncherEventMap>;
  }
}
