import { english } from "../../src/ui/language/english.js";
import { ALL_URLS, NO_URLS } from "../../src/ui/presentation/safe-urls.js";
import type { Presentation } from "../../src/ui/presentation/presentation.js";

const NO_FEATURES: ReadonlySet<string> = new Set();

/** The presentation of an English element with all links and no images, and with the fields of `change`. */
export function presentationOf(host: HTMLElement, change: Partial<Presentation> = {}): Presentation {
  return Object.freeze({
    strings: english,
    locale: "en",
    utcOffset: 0,
    dir: "",
    agentName: "",
    agentAvatar: "",
    links: ALL_URLS,
    images: NO_URLS,
    renderers: null,
    actions: null,
    permalink: null,
    canEdit: false,
    canRetry: true,
    highlightCode: null,
    makeMath: null,
    features: NO_FEATURES,
    activity: "line",
    host,
    ...change,
  });
}
