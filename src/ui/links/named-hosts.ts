import { destination } from "../presentation/safe-urls.js";
import { folded, spacedBesideCjk } from "./folded-text.js";
import { looksAsItIs } from "./imitated-letters.js";

/** A label longer than this hides its destination by length alone. */
const LONG_LABEL_CHARS = 300;

/** Endings of file names that are no top-level domains: `index.ts` and `Node.js` name no place. */
const FILE =
  /\.(?:[cm]?[jt]sx?|json|ya?ml|toml|txt|pdf|html?|css|xml|csv|png|jpe?g|gif|svg|sql|log|lock|exe|docx?|xlsx?|cpp|java|php|ini|env|vue)$/i;

/**
 * Where a link leads, when its text says or suggests another place: the host (as punycode), mail address or
 * number to show beside it. Null when the text may stand alone.
 */
export function unspokenDestination(text: string, url: URL): string | null {
  const place = destination(url);
  if (text.length > LONG_LABEL_CHARS) return place;
  const words = folded(text);
  if (url.protocol === "tel:") return isEveryNumber(words, place) ? null : place;
  const isMail = url.protocol === "mailto:";
  if (!isMail && namedPlaces(words).length === 0) return null;
  const isSame = (named: string) => (isMail ? isSameAddress(named, place) : isSameHost(named, url));
  // Chinese, Japanese and Korean have no space before and after an address, which may have such letters itself.
  const isSaid = [words, spacedBesideCjk(words)].some((spelling) => {
    const places = namedPlaces(spelling);
    return places.length > 0 && places.every(isSame);
  });
  return isSaid ? null : place;
}

/** What a reader takes for a place on the web: what follows `//`, and words joined by dots, with an `@` or a port. */
function namedPlaces(words: string): string[] {
  const runs = words.match(/\/\/[^\s/?#]+|\[[\da-f:.]{2,45}\](?::\d+)?|[\p{L}\p{M}\p{N}@._+-]+(?::\d+)?/giu);
  return (runs ?? [])
    .map((run) => run.replace(/^[@._+-]+|(?<![@._+-])[@._+-]+$/g, ""))
    .filter((run) => run.startsWith("//") || isPlace(run));
}

function isPlace(word: string): boolean {
  const host = word.slice(word.lastIndexOf("@") + 1).replace(/:\d+$/, "");
  if (host.startsWith("[")) return parse(`http://${host}`) !== null;
  if (host === "www" || /^localhost:/i.test(word)) return true;
  const labels = host.split(".");
  if (labels.length < 2 || labels.includes("") || FILE.test(host)) return false;
  const last = labels.at(-1) ?? "";
  const isAddress = labels.length === 4 && labels.every((label) => /^\d{1,3}$/.test(label) && +label < 256);
  // No domain ends in a digit's label, but some read like one: `bank.0rg`. A version has a digit before the dot too.
  return (
    isAddress || /^\p{L}./u.test(last) || (/^\d.*\p{L}/u.test(last) && /\p{L}$/u.test(labels.at(-2) ?? ""))
  );
}

function isSameHost(named: string, url: URL): boolean {
  const authority = named.startsWith("//");
  // Only `//bank.example@evil.example` leads elsewhere; in words it is a person's address at that host.
  const host = authority ? named.slice(2) : named.slice(named.lastIndexOf("@") + 1);
  const said = parse(`${url.protocol}//${host}`);
  if (!said || said.username || !looksAsItIs(host)) return false;
  // Words often leave out the port; an address has all of it.
  const part = authority || /:\d+$/.test(host) ? "host" : "hostname";
  return withoutWww(said[part]) === withoutWww(url[part]);
}

function isSameAddress(named: string, place: string): boolean {
  const [local = "", host = ""] = named.split("@");
  return (
    looksAsItIs(host) && `${local}@${parse(`https://${host}`)?.host}`.toLowerCase() === place.toLowerCase()
  );
}

function isEveryNumber(words: string, place: string): boolean {
  const digits = (text: string) => text.replace(/[\s()./-]+/g, "");
  const numbers = digits(words).match(/\+?\d{3,}/g);
  return numbers !== null && numbers.every((number) => number === digits(place));
}

function parse(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

function withoutWww(host: string): string {
  return host.replace(/^www\./, "");
}
