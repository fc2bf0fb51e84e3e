import { destination } from "./safe-urls.js";

/** What a reader takes for a place on the web: something after `//`, or words joined by dots. */
const HOST = /\/\/([^\s/?#]+)|((?:[\p{L}\p{N}][\p{L}\p{M}\p{N}-]{0,62}[.。．｡])+\p{L}[\p{L}\p{M}\p{N}-]+)/gu;

/** A label longer than this hides its destination by length alone. */
const LONG = 300;

/** Alphabets with letters that pass for each other's; a host in one of them, or in none, is as it looks. */
const ALPHABETS = [
  /^[\p{Script=Latin}\P{L}]*$/u,
  /^[\p{Script=Cyrillic}\P{L}]*$/u,
  /^[\p{Script=Greek}\P{L}]*$/u,
  /^[^\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]*$/u,
];

/**
 * Where a link leads, when its text says or suggests another place: the host (as punycode), mail address or
 * number to show beside it. Null when the text may stand alone.
 */
export function unspokenDestination(text: string, url: URL): string | null {
  const place = destination(url);
  if (text.length > LONG) return place;
  if (!url.host) return text.includes(place) ? null : place;
  for (const [, authority, words] of text.matchAll(HOST)) {
    const named = authority ?? words ?? "";
    // Words stop at a port; an address has all of it.
    if (
      !isSameHost(named, authority ? url.host : url.hostname) ||
      !ALPHABETS.some((alphabet) => alphabet.test(named))
    )
      return place;
  }
  return null;
}

function isSameHost(named: string, host: string): boolean {
  try {
    const url = new URL(`https://${named}`);
    return url.username === "" && withoutWww(url.host) === withoutWww(host);
  } catch {
    return false;
  }
}

function withoutWww(host: string): string {
  return host.replace(/^www\./, "");
}
