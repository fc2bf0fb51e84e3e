import type { ReactiveController, ReactiveControllerHost } from "lit";
import { isolated } from "./isolated.js";
import { canonicalTag, fitting, writingDirection, type Direction } from "./language-tag.js";
import { nearestLang, rootsAround } from "./nearest-lang.js";
import { onRegistered, registered, want } from "./locale-registry.js";
import { english } from "./english.js";
import type { Strings } from "./strings.js";

/** The texts and the formats that an element uses. */
export interface Locale {
  readonly strings: Strings;
  /** The BCP 47 tag for dates: the page's tag if the texts are in its language, else the tag of the texts. */
  readonly tag: string;
  /** The direction of the texts and dates, if it differs from the direction around the element; else "". */
  readonly dir: Direction | "";
}

/**
 * The best table for a language tag; English if none fits. `overrides` replace single texts. `around` is the direction
 * around the element. If it differs from that of the table, each text is isolated, because on a right-to-left page the
 * full stop of an English sentence would otherwise be shown before the sentence.
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

/** A table with a host's overrides. Values that are neither a string nor a plural text are ignored. */
function merged(strings: Strings, overrides: Partial<Strings> | null): Strings {
  if (!overrides) return strings;
  const table: Record<string, unknown> = { ...strings };
  for (const [key, text] of Object.entries(overrides) as [string, unknown][]) {
    // Every key of a text has a dot. The built-in table cannot be used to check keys, because it lacks those of files
    // on demand.
    if (!key.includes(".")) continue;
    const other = typeof text === "object" && text !== null && "other" in text ? text.other : text;
    if (typeof other === "string") table[key] = text;
  }
  return Object.freeze(table) as unknown as Strings;
}

/**
 * Observes the language and the direction around an element, across shadow roots, and updates the element when they
 * change.
 */
export class LocaleController implements ReactiveController {
  /** The nearest `lang`, unchanged; "" when there is none. */
  lang = "";
  /** The direction around the element; "" until it is connected. */
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
