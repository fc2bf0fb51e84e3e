import { unspokenDestination } from "./named-hosts.js";
import { destination, judgeLink, type Place } from "../presentation/safe-urls.js";
import { format } from "../language/strings.js";
import type { View } from "../presentation/view.js";
import { ownDocument } from "../page/own-document.js";

/** Where the page is now. A page's `<base>` moves what relative addresses mean, never what its origin is. */
export function pagePlace(): Place {
  return { base: ownDocument("baseURI"), origin: location.origin };
}

/** Whom an address leads to; "" where it may lead nowhere, whatever the host allows. */
export function hostOf(href: string, view: View): string {
  const verdict = judgeLink(href, view.links, pagePlace());
  return verdict ? destination(verdict.url) : "";
}

/** A link, or its text alone where the address may not be followed. */
export function createLink(text: string, href: string, view: View): HTMLAnchorElement | Text {
  const anchor = document.createElement("a");
  anchor.textContent = text;
  return settleLink(anchor, href, view) ? anchor : new Text(text);
}

/**
 * Makes an anchor follow `href`, if it may: into a new tab that knows nothing of this page, and with the true
 * destination beside a text that names another. Says whether it may; if not, the anchor is to be taken away.
 */
export function settleLink(anchor: HTMLAnchorElement, href: string, view: View): boolean {
  const verdict = judgeLink(href, view.links, pagePlace());
  if (!verdict?.allowed) return false;
  const { url } = verdict;
  if (!anchor.hasChildNodes()) anchor.textContent = destination(url);
  const unspoken = unspokenDestination(anchor.textContent, url);
  anchor.setAttribute("part", "link");
  anchor.setAttribute("rel", "noopener noreferrer nofollow ugc");
  anchor.setAttribute("referrerpolicy", "no-referrer");
  anchor.setAttribute("aria-description", format(view.strings, "content.link-new-tab"));
  anchor.target = "_blank";
  anchor.href = url.href;
  if (unspoken) {
    const note = document.createElement("span");
    note.className = "link-host";
    note.textContent = ` (${format(view.strings, "content.link-host", { host: unspoken })})`;
    anchor.append(note);
  }
  return true;
}
