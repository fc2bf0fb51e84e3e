/** `<oc-session>` and `<oc-launcher>` as React components, which do not load the elements: a server draws only their tags. */
import { component, type Component, type ComponentProps } from "./component.js";
import type { OcLauncherEventMap, OcLauncherProps, OcSessionProps } from "../types/elements.js";
import type { OcSessionEventMap } from "../ui/host/events.js";
import { PROPERTY_NAMES } from "../ui/host/properties.js";
import type { OcLauncher as OcLauncherElement } from "../ui/launcher/oc-launcher.js";
import type { OcSession as OcSessionElement } from "../ui/element/oc-session.js";

/** The event types by the names of the props that take their listeners. */
const SESSION_EVENTS = {
  onOcConnection: "oc-connection",
  onOcTurn: "oc-turn",
  onOcSessionChange: "oc-session-change",
  onOcEvent: "oc-event",
  onOcSend: "oc-send",
  onOcSent: "oc-sent",
  onOcError: "oc-error",
  onOcUnread: "oc-unread",
  onOcLink: "oc-link",
  onOcAction: "oc-action",
} as const satisfies Record<string, keyof OcSessionEventMap>;

const LAUNCHER_EVENTS = {
  onOcShow: "oc-show",
  onOcHide: "oc-hide",
} as const satisfies Record<string, keyof OcLauncherEventMap>;

const LAUNCHER_PROPERTIES = [
  "invite",
  "label",
  "loading",
  "open",
  "placement",
] as const satisfies (keyof OcLauncherProps)[];

/** Props of {@link OcSession}: the element's properties, its events as `onOc…`, and what any HTML element takes. */
export type OcSessionComponentProps = ComponentProps<
  OcSessionElement,
  OcSessionProps,
  typeof SESSION_EVENTS,
  OcSessionEventMap
>;

/** Props of {@link OcLauncher}: the element's properties, its events as `onOc…`, and what any HTML element takes. */
export type OcLauncherComponentProps = ComponentProps<
  OcLauncherElement,
  OcLauncherProps,
  typeof LAUNCHER_EVENTS,
  OcLauncherEventMap
>;

/** `<oc-session>` as a component. A ref gives the element. */
export const OcSession: Component<OcSessionElement, OcSessionComponentProps> = component(
  "oc-session",
  PROPERTY_NAMES,
  SESSION_EVENTS,
);

/** `<oc-launcher>` as a component. A ref gives the element. */
export const OcLauncher: Component<OcLauncherElement, OcLauncherComponentProps> = component(
  "oc-launcher",
  LAUNCHER_PROPERTIES,
  LAUNCHER_EVENTS,
);
