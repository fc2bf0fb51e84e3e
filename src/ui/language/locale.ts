import type { ReactiveController, ReactiveControllerHost } from "lit";
import { isolated } from "./isolated.js";
import { canonicalTag, fitting, writingDirection, type Direction } from "./language-tag.js";
import { nearestLang, rootsAround } from "./nearest-lang.js";
import { onRegistered, registered, want } from "./locale-registry.js";
import { english } from "./english.js";
import type { Strings } from "./strings.js";

/** A language as the elements use it. */
export interface Locale {
  readonly strings: Strings;
  /** The BCP 47 tag for dates: that of the page where our texts are in its language, else that of the texts. */
  readonly tag: string;
  /** The direction of our texts and dates, where the element has another one around it; "" where both agree. */
  readonly dir: Direction | "";
}

/**
 * The best table for a language tag; English where none fits. `overrides` replace single texts. `around` is the
 * direction around the element. Where it is not that of the table, each text is isolated. Otherwise the full stop of
 * an English sentence would be shown before the sentence on a right-to-left page.
 */
export function localeFor(
  lang: string,
  overrides: Partial<Strings> | null = null,
  around: Direction | "" = "",
): Locale {
  const tag = canonicalTag(lang);
  const table = fitting(tag).map(tableOf).find(Boolean);
  const strings = table ?? english;
  const own = writingDirection(strings.lang);
  const dir = around && around !== own ? own : "";
  return {
    strings: merged(dir ? isolated(strings, dir) : strings, overrides),
    tag: table ? tag : english.lang,
    dir,
  };
}

function tableOf(tag: string): Strings | undefined {
  return registered(tag) ?? (tag === english.lang ? english : undefined);
}

/** A table with a host's overrides. Values that are neither a text nor a plural are left out. */
function merged(strings: Strings, overrides: Partial<Strings> | null): Strings {
  if (!overrides) return strings;
  const table: Record<string, unknown> = { ...strings };
  for (const [key, text] of Object.entries(overrides) as [string, unknown][]) {
    // Keys of texts have a dot. They need not be in the built-in table, which lacks those of files loaded on demand.
    if (!key.includes(".")) continue;
    const other = typeof text === "object" && text !== null && "other" in text ? text.other : text;
    if (typeof other === "string") table[key] = text;
  }
  return Object.freeze(table) as unknown as Strings;
}

/**
 * Follows the language and the direction around an element, across shadow roots, and has the element update when they
 * change.
 */
export class LocaleController implements ReactiveController {
  /** The nearest `lang`, as written; "" when there is none. */
  lang = "";
  /** The direction around the element; "" before it is in a page. */
  direction: Direction | "" = "";
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
      this.#observer.observe(root, { subtree: true, attributes: true, attributeFilter: ["dir", "lang"] });
    this.#forget = onRegistered(() => this.#host.requestUpdate());
    this.#refresh();
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
    this.#forget?.();
  }

  #refresh(): void {
    const lang = nearestLang(this.#host);
    const direction = getComputedStyle(this.#host).direction as Direction;
    if (lang === this.lang && direction === this.direction) return;
    this.lang = lang;
    this.direction = direction;
    want(canonicalTag(lang));
    this.#host.requestUpdate();
  }
}
