/** `<oc-session-list>` as a React component, which does not load the element: a server draws only its tag. */
import { component, type Component, type ComponentProps } from "./component.js";
import type { OcSessionListProps } from "../types/elements.js";
import type { OcSessionListEventMap } from "../ui/list/events.js";
import type { OcSessionList as OcSessionListElement } from "../ui/list/oc-session-list.js";

const EVENTS = {
  onOcSelect: "oc-select",
  onOcRename: "oc-rename",
  onOcDelete: "oc-delete",
} as const satisfies Record<string, keyof OcSessionListEventMap>;

const PROPERTIES = ["items", "for", "selected", "strings"] as const satisfies (keyof OcSessionListProps)[];

/** Props of {@link OcSessionList}: the element's properties, its events as `onOc…`, and what any HTML element takes. */
export type OcSessionListComponentProps = ComponentProps<
  OcSessionListElement,
  OcSessionListProps,
  typeof EVENTS,
  OcSessionListEventMap
>;

/** `<oc-session-list>` as a component. A ref gives the element. */
export const OcSessionList: Component<OcSessionListElement, OcSessionListComponentProps> = component(
  "oc-session-list",
  PROPERTIES,
  EVENTS,
);
