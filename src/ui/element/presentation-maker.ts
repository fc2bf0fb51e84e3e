import type { ReactiveControllerHost } from "lit";
import { activityOf, urlPolicyOf } from "../host/attributes.js";
import { datesAreReady, readyDates, utcOffset } from "../language/dates.js";
import type { Direction } from "../language/language-tag.js";
import { featuresIn, highlightCode, loadedFeature, loadFeature } from "../features/features.js";
import { LocaleController, localeFor, type Locale } from "../language/locale.js";
import { ALL_URLS, NO_URLS, type UrlPolicy } from "../presentation/safe-urls.js";
import type { Strings } from "../language/strings.js";
import type { MessageAction, Permalink, Renderers, Presentation } from "../presentation/presentation.js";

/** The properties of the element that its presentation depends on. */
export interface PresentationHost extends ReactiveControllerHost, HTMLElement {
  readonly agentName: string | null | undefined;
  readonly agentAvatar: string | null | undefined;
  readonly allowLinks: string | null | undefined;
  readonly allowImages: string | null | undefined;
  readonly renderers: Renderers | null | undefined;
  readonly actions: readonly MessageAction[] | null | undefined;
  readonly permalink: Permalink | null | undefined;
  readonly features: string | null | undefined;
  readonly activity: unknown;
  readonly level: unknown;
  readonly strings: Partial<Strings> | null | undefined;
}

/** What a person can do now. */
export interface Rights {
  /** Whether the composer is usable. */
  readonly canWrite: boolean;
  /** Whether a failed message can be sent again. */
  readonly canRetry: boolean;
}

/**
 * Derives the {@link Presentation} from the host's properties and the language around the element. Makes a new object
 * only when one of them has changed.
 */
export class PresentationMaker {
  readonly #host: PresentationHost;
  readonly #language: LocaleController;
  readonly #links = remembered((value: string | null) => urlPolicyOf("allow-links", value, ALL_URLS));
  readonly #images = remembered((value: string | null) => urlPolicyOf("allow-images", value, NO_URLS));
  readonly #features = remembered(featuresIn);
  readonly #merged = remembered(
    (lang: string, overrides: Partial<Strings> | null, around: Direction | "", _table: Strings): Locale =>
      localeFor(lang, overrides, around),
  );
  readonly #rights: () => Rights;
  #presentation: Presentation | null = null;

  /** @param rights what the person can do now: use the composer, and retry a failed message. */
  constructor(host: PresentationHost, rights: () => Rights) {
    this.#host = host;
    this.#rights = rights;
    this.#language = new LocaleController(host);
  }

  /** The current presentation; the same object while nothing in it changes. */
  get presentation(): Presentation {
    const host = this.#host;
    const { lang, direction } = this.#language;
    const table = localeFor(lang).strings;
    const { strings, tag, dir } = this.#merged(lang, host.strings ?? null, direction, table);
    if (!this.#presentation) readyDates(tag, () => host.requestUpdate());
    const links: UrlPolicy = this.#links(host.allowLinks ?? null);
    const images: UrlPolicy = this.#images(host.allowImages ?? null);
    const { canWrite, canRetry } = this.#rights();
    const { agentName, agentAvatar, renderers, actions, permalink } = host;
    const features = this.#features(host.features ?? "");
    const presentation: Presentation = {
      strings,
      locale: datesAreReady() ? tag : "",
      utcOffset: utcOffset(),
      dir,
      agentName: agentName ?? "",
      agentAvatar: agentAvatar ?? "",
      links,
      images,
      renderers: renderers ?? null,
      actions: actions ?? null,
      permalink: permalink ?? null,
      canEdit: Boolean(actions) && canWrite,
      canRetry,
      highlightCode: features.has("highlight") ? highlightCode : null,
      makeMath: features.has("math") ? this.#makeMath() : null,
      features,
      activity: activityOf(host.activity, host.level),
      host,
    };
    if (!this.#presentation || !samePresentation(this.#presentation, presentation))
      this.#presentation = Object.freeze(presentation);
    return this.#presentation;
  }

  /** The function that draws formulas; null until its file is loaded. The first call loads it. */
  #makeMath(): Presentation["makeMath"] {
    const math = loadedFeature("math");
    if (!math) void loadFeature("math").then((isLoaded) => isLoaded && this.#host.requestUpdate());
    return math?.makeMath ?? null;
  }
}

function samePresentation(a: Presentation, b: Presentation): boolean {
  return (Object.keys(b) as (keyof Presentation)[]).every((key) => Object.is(a[key], b[key]));
}

/** Memoizes the last result of a function. */
function remembered<Arguments extends readonly unknown[], Answer>(
  make: (...values: Arguments) => Answer,
): (...values: Arguments) => Answer {
  let last: { values: Arguments; answer: Answer } | undefined;
  return (...values) => {
    const known = last?.values.every((value, i) => Object.is(value, values[i]));
    if (!last || !known) last = { values, answer: make(...values) };
    return last.answer;
  };
}
