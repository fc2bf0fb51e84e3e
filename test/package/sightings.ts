import type { BrowserContext, Page } from "playwright";

/** What the elements of a page were seen to have, sorted. */
export interface Sightings {
  readonly events: readonly string[];
  readonly parts: readonly string[];
  readonly slots: readonly string[];
  readonly states: readonly string[];
  readonly customProperties: readonly string[];
}

declare global {
  interface Window {
    sightings(tag: string): Sightings;
  }
}

/** Notes from now on, in every page of the context, whatever one of our elements fires, draws, shows or reads. */
export async function watchElements(context: BrowserContext): Promise<void> {
  // The compiler wraps functions in a helper to keep their names; the page has none.
  await context.addInitScript("globalThis.__name = (named) => named");
  await context.addInitScript(() => {
    type Kind = keyof Sightings;
    const seen = new Map<string, Record<Kind, Set<string>>>();
    const roots: [tag: string, root: ShadowRoot][] = [];
    const of = (tag: string) => {
      const sets = {
        events: new Set(),
        parts: new Set(),
        slots: new Set(),
        states: new Set(),
        customProperties: new Set(),
      };
      const found = seen.get(tag) ?? (sets as unknown as Record<Kind, Set<string>>);
      seen.set(tag, found);
      return found;
    };

    const { dispatchEvent } = EventTarget.prototype;
    EventTarget.prototype.dispatchEvent = function (event) {
      if (this instanceof Element && event.type.startsWith("oc-") && (event.composed || this.shadowRoot)) {
        const root = this.getRootNode();
        const host = this.shadowRoot || !(root instanceof ShadowRoot) ? this : root.host;
        of(host.localName).events.add(event.type);
      }
      return dispatchEvent.call(this, event);
    };

    const hosts = new WeakMap<CustomStateSet, Element>();
    const { attachInternals } = HTMLElement.prototype;
    HTMLElement.prototype.attachInternals = function () {
      const internals = attachInternals.call(this);
      hosts.set(internals.states, this);
      return internals;
    };
    const { add } = CustomStateSet.prototype;
    CustomStateSet.prototype.add = function (state) {
      of(hosts.get(this)?.localName ?? "").states.add(state);
      return add.call(this, state);
    };

    const { attachShadow } = Element.prototype;
    Element.prototype.attachShadow = function (init) {
      const root = attachShadow.call(this, init);
      const sets = of(this.localName);
      roots.push([this.localName, root]);
      new MutationObserver(() => {
        for (const element of root.querySelectorAll("[part]"))
          for (const part of element.part) sets.parts.add(part);
        for (const slot of root.querySelectorAll("slot")) sets.slots.add(slot.name);
      }).observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ["part"] });
      return root;
    };

    /** The names that rules take, directly or by a private property that a rule takes. */
    const takenBy = (css: string) => {
      const declarations = [...css.matchAll(/([\w-]+):\s*([^;{}]+);/g)];
      const taken = new Set<string>();
      const take = (value: string) => {
        for (const [name] of value.matchAll(/--[\w-]+/g)) {
          if (taken.has(name)) continue;
          taken.add(name);
          for (const [, property, itsValue = ""] of declarations) if (property === name) take(itsValue);
        }
      };
      for (const [, property = "", value = ""] of declarations) if (!property.startsWith("--")) take(value);
      return taken;
    };

    window.sightings = (tag) => {
      const sheets = new Set(roots.flatMap(([name, root]) => (name === tag ? root.adoptedStyleSheets : [])));
      const css = [...sheets].flatMap(({ cssRules }) => [...cssRules].map(({ cssText }) => cssText)).join("");
      for (const name of takenBy(css)) if (name.startsWith("--oc-")) of(tag).customProperties.add(name);
      const lists = Object.entries(of(tag)).map(([kind, names]) => [kind, [...names].sort()]);
      return Object.fromEntries(lists) as unknown as Sightings;
    };
  });
}

/** All that was noted of one kind of element since the page was opened. */
export async function sightings(page: Page, tag: string): Promise<Sightings> {
  return page.evaluate((name) => window.sightings(name), tag);
}
