import { spoken } from "../language/spoken.js";
import { hostOf, settleLink } from "../links/link.js";
import { make } from "../presentation/nodes.js";
import type { Presentation } from "../presentation/presentation.js";
import { visibleText } from "../presentation/visible-text.js";
import { ENGLISH } from "./words.js";

/** How many sources are shown before the button that shows the others. */
const SHOWN_SOURCES = 4;
/** The most sources of one message. */
const MAX_SOURCES = 100;

/** A page that a message links to. */
interface Source {
  readonly href: string;
  /** The text of the link; "" if it is only the URL. */
  title: string;
}

/**
 * Lists below an answer the pages that its links lead to: each page of another site once, with the text of its link and
 * its host. Replaces the previous list. Sends no request.
 */
export function showSources(body: Element, presentation: Presentation): void {
  body.querySelector(":scope > [part~=sources]")?.remove();
  const sources = presentation.features.has("sources") ? sourcesIn(body) : [];
  if (sources.length > 0) body.append(strip(sources, presentation));
}

function sourcesIn(body: Element): readonly Source[] {
  const byAddress = new Map<string, Source>();
  for (const link of body.querySelectorAll<HTMLAnchorElement>("a[part~=link]")) {
    const { href, origin, protocol, hash } = link;
    if (!/^https?:$/.test(protocol) || origin === location.origin) continue;
    const page = hash ? href.slice(0, -hash.length) : href;
    const title = titleOf(link);
    const known = byAddress.get(page);
    if (known) known.title ||= title;
    else if (byAddress.size < MAX_SOURCES) byAddress.set(page, { href, title });
  }
  return [...byAddress.values()];
}

/** The text of a link, without the note of its host; "" for a URL, and for a bare number as in "[1]". */
function titleOf(link: HTMLAnchorElement): string {
  const copy = link.cloneNode(true) as Element;
  for (const note of copy.querySelectorAll(".link-host")) note.remove();
  const words = copy.textContent.replace(/\s+/g, " ").trim();
  return /^(?:https?:\/\/|www\.)\S*$|^[^\p{L}]*$/iu.test(words) ? "" : words;
}

function strip(sources: readonly Source[], presentation: Presentation): HTMLElement {
  const say = spoken(presentation, ENGLISH);
  const label = say("sources.label");
  const items = sources.map((source, i) => {
    const item = make("li", {}, ...linkTo(source, presentation));
    item.hidden = i >= SHOWN_SOURCES;
    return item;
  });
  const list = make("ul", { role: "list" }, ...items);
  const folded = items.length - SHOWN_SOURCES;
  if (folded > 0) {
    const more = make("button", { class: "button", type: "button" }, say("sources.more", { count: folded }));
    const last = make("li", {}, more);
    more.addEventListener("click", () => {
      for (const item of items) item.hidden = false;
      last.remove();
      items[SHOWN_SOURCES]?.querySelector("a")?.focus();
    });
    list.append(last);
  }
  const name = make("span", { class: "sources-label", "aria-hidden": "true" }, label);
  return make("div", { part: "sources", role: "group", "aria-label": label }, name, list);
}

function linkTo({ href, title }: Source, presentation: Presentation): readonly Node[] {
  const host = hostOf(href, presentation);
  const words = make("span", { class: "source-title", dir: "auto" }, title || pathOf(href) || host);
  const anchor = document.createElement("a");
  anchor.append(words);
  if (!settleLink(anchor, href, presentation)) return [];
  anchor.querySelector(".link-host")?.remove();
  anchor.append(make("span", { class: "source-host", dir: "ltr" }, host));
  anchor.setAttribute("part", "link source");
  return [anchor];
}

/** The decoded path of a page, without invisible characters. It distinguishes pages of one host. */
function pathOf(href: string): string {
  const { pathname } = new URL(href);
  try {
    return visibleText(decodeURIComponent(pathname)).replace(/^\/|\/$/g, "");
  } catch {
    return pathname;
  }
}
