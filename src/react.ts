/**
 * Both elements as React components, for React 17 to 19: typed props and events, refs, StrictMode, server rendering.
 * Properties are set in a layout effect, since React before 19 knows attributes alone and hydration sets neither.
 *
 * @packageDocumentation
 */
import {
  createElement,
  forwardRef,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  type ForwardRefExoticComponent,
  type HTMLAttributes,
  type RefAttributes,
} from "react";
import "./index.js";
import type { OcLauncherEventMap, OcLauncherProps, OcSessionProps } from "./types/elements.js";
import type { OcSessionEventMap } from "./ui/host/events.js";
import { PROPERTY_NAMES } from "./ui/host/properties.js";
import type { OcLauncher as OcLauncherElement } from "./ui/launcher/oc-launcher.js";
import type { OcSession as OcSessionElement } from "./ui/element/oc-session.js";

/** By which prop a component is told of which event. */
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
} as const satisfies Record<string, keyof OcSessionEventMap>;

const LAUNCHER_EVENTS = {
  onOcShow: "oc-show",
  onOcHide: "oc-hide",
} as const satisfies Record<string, keyof OcLauncherEventMap>;

const LAUNCHER_PROPERTIES = [
  "label",
  "loading",
  "open",
  "placement",
] as const satisfies (keyof OcLauncherProps)[];

type Handlers<Names, Events> = {
  [Prop in keyof Names]?: ((event: Events[Names[Prop] & keyof Events]) => void) | undefined;
};

type ComponentProps<Element, Props, Names, Events> = Omit<HTMLAttributes<Element>, keyof Props> &
  Props &
  Handlers<Names, Events>;

type Component<Element, Props> = ForwardRefExoticComponent<Props & RefAttributes<Element>>;

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

/** `<oc-session>`; a ref gives the element. */
export const OcSession: Component<OcSessionElement, OcSessionComponentProps> = component(
  "oc-session",
  PROPERTY_NAMES,
  SESSION_EVENTS,
);

/** `<oc-launcher>`; a ref gives the element. */
export const OcLauncher: Component<OcLauncherElement, OcLauncherComponentProps> = component(
  "oc-launcher",
  LAUNCHER_PROPERTIES,
  LAUNCHER_EVENTS,
);

type Props = Readonly<Record<string, unknown>>;

// A layout effect on a server does nothing, and React before 19 complains of it.
const useSynchronously = typeof document === "undefined" ? useEffect : useLayoutEffect;

function component<Element extends HTMLElement, ElementProps extends object>(
  tag: string,
  properties: readonly string[],
  events: Readonly<Record<string, string>>,
): Component<Element, ElementProps> {
  const wrapper = forwardRef<Element, Props>((props, ref) => {
    const element = useRef<Element>(null);
    const current = useRef(props);
    const applied = useRef<Record<string, unknown>>({});
    useImperativeHandle(ref, () => element.current as Element, []);

    useSynchronously(() => {
      const listening = new AbortController();
      for (const [prop, type] of Object.entries(events)) {
        const tell = (event: Event) =>
          (current.current[prop] as ((event: Event) => void) | undefined)?.(event);
        element.current?.addEventListener(type, tell, { signal: listening.signal });
      }
      return () => listening.abort();
    }, []);
    useSynchronously(() => {
      current.current = props;
      for (const name of properties) {
        if (props[name] === applied.current[name]) continue;
        applied.current[name] = props[name];
        Object.assign(element.current ?? {}, { [name]: props[name] });
      }
    });

    const own = (name: string) => properties.includes(name) || name in events;
    const attributes = Object.entries(props).filter(([name]) => !own(name));
    return createElement(tag, { ...Object.fromEntries(attributes.map(attribute)), ref: element });
  });
  wrapper.displayName = tag;
  return wrapper as unknown as Component<Element, ElementProps>;
}

/** React before 19 writes what a custom element is given as it stands: `classname`, `hidden="false"`. */
function attribute([name, value]: [string, unknown]): [string, unknown] {
  if (name === "className") return ["class", value];
  return typeof value === "boolean" && !/^(aria|data)-/.test(name)
    ? [name, value ? "" : undefined]
    : [name, value];
}
