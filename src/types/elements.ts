import type { OcSessionEventMap } from "../ui/host/events.js";
import type { PropertyName } from "../ui/host/properties.js";
import type { OcLauncher } from "../ui/launcher/oc-launcher.js";
import type { OcSession } from "../ui/element/oc-session.js";

/** What a template may set on `<oc-session>`, by property name. */
export type OcSessionProps = Settable<OcSession, PropertyName>;

/** What a template may set on `<oc-launcher>`, by property name. */
export type OcLauncherProps = Settable<OcLauncher, "label" | "loading" | "open" | "placement">;

/** The events of `<oc-launcher>`. */
export interface OcLauncherEventMap {
  "oc-show": CustomEvent<null>;
  "oc-hide": CustomEvent<null>;
}

/** Listeners as JSX and Svelte name them for a custom element: `onoc-turn`. */
export type Listeners<Events> = {
  [Name in keyof Events & string as `on${Name}`]?: ((event: Events[Name]) => void) | undefined;
};

/** {@link Listeners} of `<oc-session>`. */
export type OcSessionListeners = Listeners<OcSessionEventMap>;

/** {@link Listeners} of `<oc-launcher>`. */
export type OcLauncherListeners = Listeners<OcLauncherEventMap>;

/** Every property takes `null` and `undefined` for its default. */
type Settable<Element, Names extends keyof Element> = { [Name in Names]?: Element[Name] | null | undefined };
