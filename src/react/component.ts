/** Makes a React component of a custom element, for React 17 to 19. */
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

type Handlers<Names, Events> = {
  [Prop in keyof Names]?: ((event: Events[Names[Prop] & keyof Events]) => void) | undefined;
};

/** Props of a component: its properties, its events as `onOc…`, and what any HTML element takes. */
export type ComponentProps<Element, Props, Names, Events> = Omit<HTMLAttributes<Element>, keyof Props> &
  Props &
  Handlers<Names, Events>;

/** A component whose ref gives the element. */
export type Component<Element, Props> = ForwardRefExoticComponent<Props & RefAttributes<Element>>;

type Props = Readonly<Record<string, unknown>>;

// On a server a layout effect does nothing, and React before 19 warns about it.
const useSynchronously = typeof document === "undefined" ? useEffect : useLayoutEffect;

/**
 * A custom element as a React component.
 *
 * @param properties the names of the props that are set as properties of the element.
 * @param events the event types, by the names of the props that take their listeners.
 */
export function component<Element extends HTMLElement, ElementProps extends object>(
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
    return createElement(tag, {
      ...Object.fromEntries(attributes.map(attribute)),
      ref: element,
      // A launcher that was left open has set its attribute before React takes over what a server has rendered.
      suppressHydrationWarning: true,
    });
  });
  wrapper.displayName = tag;
  return wrapper as unknown as Component<Element, ElementProps>;
}

/**
 * The name and value of an attribute for React before 19, which would write `className` and `false` into the markup
 * unchanged.
 */
function attribute([name, value]: [string, unknown]): [string, unknown] {
  if (name === "className") return ["class", value];
  return typeof value === "boolean" && !/^(aria|data)-/.test(name)
    ? [name, value ? "" : undefined]
    : [name, value];
}
