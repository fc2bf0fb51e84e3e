import { unnamedTarget } from "./named-hosts.js";
import { judgeLink, linkTarget, type Place } from "../presentation/safe-urls.js";
import { spoken } from "../language/spoken.js";
import type { Presentation } from "../presentation/presentation.js";
import { ownDocument } from "../page/own-document.js";
import { ENGLISH } from "./words.js";

/** The page's base URL and origin. A `<base>` changes what relative addresses mean, but not the origin. */
export function pagePlace(): Place {
  return { base: ownDocument("baseURI"), origin: location.origin };
}

/** The host, mail address or telephone number that an address leads to; "" for an address that no policy allows. */
export function hostOf(href: string, presentation: Presentation): string {
  const verdict = judgeLink(href, presentation.links, pagePlace());
  return verdict ? linkTarget(verdict.url) : "";
}

/** A link; only its text where the address may not be followed. */
export function createLink(text: string, href: string, presentation: Presentation): HTMLAnchorElement | Text {
  const anchor = document.createElement("a");
  anchor.textContent = text;
  return settleLink(anchor, href, presentation) ? anchor : new Text(text);
}

/**
 * Makes an anchor lead to `href`, in a new tab that learns nothing of this page. Where the text names another place
 * than `href`, the true target is written beside it. Returns false where the address may not be followed: then the
 * caller has to remove the anchor.
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
