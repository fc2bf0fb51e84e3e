import type { ReactiveController, ReactiveControllerHost } from "lit";
import { canonicalTag, fitting } from "./language-tag.js";
import { onRegistered, registered, want } from "./locale-registry.js";
import { english } from "./english.js";
import type { Strings } from "./strings.js";

/** A language as the elements use it. */
export interface Locale {
  readonly strings: Strings;
  /** BCP 47 tag for dates: the page's own region where our texts are in that language too. */
  readonly tag: string;
}

/**
 * The best table for a language tag, else English; what is no tag at all counts as unknown. Texts that `overrides`
 * leaves out stay.
 */
export function localeFor(lang: string, overrides: Partial<Strings> | null = null): Locale {
  const tag = canonicalTag(lang);
  for (const part of fitting(tag)) {
    const strings = registered(part) ?? (part === english.lang && english);
    if (strings) return { strings: merged(strings, overrides), tag };
  }
  return { strings: merged(english, overrides), tag: english.lang };
}

/** Hosts write overrides by hand: what is neither a text nor a plural is as good as not given. */
function merged(strings: Strings, overrides: Partial<Strings> | null): Strings {
  if (!overrides) return strings;
  const table: Record<string, unknown> = { ...strings };
  for (const key of Object.keys(english) as (keyof Strings)[]) {
    if (key === "lang") continue;
    const text: unknown = overrides[key];
    const other = typeof text === "object" && text !== null && "other" in text ? text.other : text;
    if (typeof other === "string") table[key] = text;
  }
  return Object.freeze(table) as unknown as Strings;
}

/** Follows the language around an element, across shadow roots, and asks the host to update when it changes. */
export class LocaleController implements ReactiveController {
  /** The nearest `lang`, as written; "" when there is none. */
  lang = "";
  readonly #host: ReactiveControllerHost & HTMLElement;
  #observer: MutationObserver | undefined;
  #forget: (() => void) | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#observer = new MutationObserver(() => this.#refresh());
    for (const root of rootsAround(this.#host))
      this.#observer.observe(root, { subtree: true, attributes: true, attributeFilter: ["lang"] });
    this.#forget = onRegistered(() => this.#host.requestUpdate());
    this.#refresh();
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
    this.#forget?.();
  }

  #refresh(): void {
    const lang = nearestLang(this.#host);
    if (lang === this.lang) return;
    this.lang = lang;
    want(canonicalTag(lang));
    this.#host.requestUpdate();
  }
}

function nearestLang(element: Element): string {
  let from: Element | undefined = element;
  while (from) {
    const lang = from.closest("[lang]")?.getAttribute("lang");
    if (lang != null) return lang;
    from = hostOf(from.getRootNode());
  }
  return "";
}

function* rootsAround(element: Element): Generator<Node> {
  for (let from: Element | undefined = element; from;) {
    const root: Node = from.getRootNode();
    yield root;
    from = hostOf(root);
  }
}

function hostOf(root: Node): Element | undefined {
  return root instanceof ShadowRoot ? root.host : undefined;
}
