import { unnamedTarget } from "./named-hosts.js";
import { judgeLink, linkTarget, type Place } from "../presentation/safe-urls.js";
import { spoken } from "../language/spoken.js";
import type { Presentation } from "../presentation/presentation.js";
import { ownDocument } from "../page/own-document.js";
import { ENGLISH } from "./words.js";

/** The page's base URL and origin. A `<base>` changes how relative URLs are resolved, but not the origin. */
export function pagePlace(): Place {
  return { base: ownDocument("baseURI"), origin: location.origin };
}

/** The host, mail address or telephone number that a URL leads to; "" for a URL that no policy allows. */
export function hostOf(href: string, presentation: Presentation): string {
  const verdict = judgeLink(href, presentation.links, pagePlace());
  return verdict ? linkTarget(verdict.url) : "";
}

/** A link; only its text if the URL is not allowed. */
export function createLink(text: string, href: string, presentation: Presentation): HTMLAnchorElement | Text {
  const anchor = document.createElement("a");
  anchor.textContent = text;
  return settleLink(anchor, href, presentation) ? anchor : new Text(text);
}

/**
 * Sets the URL of an anchor. The link opens in a new tab, without an opener and a referrer. If the text of the link
 * names another target than `href`, the true target is shown after it. Returns false if the URL is not allowed. Then
 * the caller has to remove the anchor.
 */
export function settleLink(anchor: HTMLAnchorElement, href: string, presentation: Presentation): boolean {
  const verdict = judgeLink(href, presentation.links, pagePlace());
  if (!verdict?.allowed) return false;
  const { url } = verdict;
  const say = spoken(presentation, ENGLISH);
  if (!anchor.hasChildNodes()) anchor.textContent = linkTarget(url);
  const unnamed = unnamedTarget(anchor.textContent, url);
  anchor.setAttribute("part", "link");
  anchor.setAttribute("rel", "noopener noreferrer nofollow ugc");
  anchor.setAttribute("referrerpolicy", "no-referrer");
  anchor.setAttribute("aria-description", say("content.link-new-tab"));
  anchor.target = "_blank";
  anchor.href = url.href;
  if (unnamed) {
    const note = document.createElement("span");
    note.className = "link-host";
    note.textContent = ` (${say("content.link-host", { host: unnamed })})`;
    anchor.append(note);
  }
  return true;
}
