import type { OcSessionEventMap } from "../ui/host/events.js";
import type { HyphenatedAttributes, PropertyName } from "../ui/host/properties.js";
import type { OcLauncher } from "../ui/launcher/oc-launcher.js";
import type { OcSessionListEventMap } from "../ui/list/events.js";
import type { OcSessionList } from "../ui/list/oc-session-list.js";
import type { OcSession } from "../ui/element/oc-session.js";

/** The properties of `<oc-session>` that a template can set. */
export type OcSessionProps = Settable<OcSession, PropertyName>;

/** The attributes of `<oc-session>` whose names have a hyphen, for templates that set attributes. */
export type OcSessionAttributes = {
  [Name in keyof HyphenatedAttributes]?: AttributeValue<OcSession[HyphenatedAttributes[Name]]>;
};

/** The properties of `<oc-launcher>` that a template can set. */
export type OcLauncherProps = Settable<OcLauncher, "invite" | "label" | "loading" | "open" | "placement">;

/** The properties of `<oc-session-list>` that a template can set. */
export type OcSessionListProps = Settable<OcSessionList, "items" | "for" | "selected" | "strings">;

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

/** {@link Listeners} of `<oc-session-list>`. */
export type OcSessionListListeners = Listeners<OcSessionListEventMap>;

/** The named properties, all optional. `null` and `undefined` stand for the default. */
type Settable<Element, Names extends keyof Element> = { [Name in Names]?: Element[Name] | null | undefined };

/** What a template can write for a property's value into an attribute. */
type AttributeValue<Value> = Value | (number extends Value ? `${number}` : never);
