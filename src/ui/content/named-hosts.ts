import { destination } from "../presentation/safe-urls.js";

/** A label longer than this hides its destination by length alone. */
const LONG = 300;

/**
 * Where a link leads, when its text says or suggests another place: the host (as punycode), mail address or
 * number to show beside it. Null when the text may stand alone.
 */
export function unspokenDestination(text: string, url: URL): string | null {
  const place = destination(url);
  if (text.length > LONG) return place;
  if (!url.host) return text.includes(place) ? null : place;
  if (!/\/\/|[.。．｡]/.test(text)) return null;
  for (const [, authority, words] of namedHosts(text)) {
    const named = authority ?? words ?? "";
    // Words stop at a port; an address has all of it.
    if (!isSameHost(named, authority ? url.host : url.hostname) || !isInOneAlphabet(named)) return place;
  }
  return null;
}

// (Classes of Unicode take a browser milliseconds to make: not before there is a link.)

/** What a reader takes for a place on the web: something after `//`, or words joined by dots. */
function namedHosts(text: string): Iterable<RegExpExecArray> {
  return text.matchAll(
    /\/\/([^\s/?#]+)|((?:[\p{L}\p{N}][\p{L}\p{M}\p{N}-]{0,62}[.。．｡])+\p{L}[\p{L}\p{M}\p{N}-]+)/gu,
  );
}

/** Alphabets with letters that pass for each other's are three; a host in one of them, or in none, is as it looks. */
function isInOneAlphabet(host: string): boolean {
  return (
    /^[\p{Script=Latin}\P{L}]*$/u.test(host) ||
    /^[\p{Script=Cyrillic}\P{L}]*$/u.test(host) ||
    /^[\p{Script=Greek}\P{L}]*$/u.test(host) ||
    /^[^\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]*$/u.test(host)
  );
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
