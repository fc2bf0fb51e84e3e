import { linkTarget } from "../presentation/safe-urls.js";
import { skeletonOf, spacedBesideCjk } from "./skeleton.js";
import { hasNoConfusables } from "./confusables.js";

/** In a longer link text, in UTF-16 code units, a host is easily overlooked, so the target is always shown after it. */
const LONG_LABEL_CHARS = 300;

/** File extensions. A word such as `index.ts` or `Node.js` is no host. */
const FILE =
  /\.(?:[cm]?[jt]sx?|json|ya?ml|toml|txt|pdf|html?|css|xml|csv|png|jpe?g|gif|svg|sql|log|lock|exe|docx?|xlsx?|cpp|java|php|ini|env|vue)$/i;

/**
 * The target to show after a link whose text names another one: a host in punycode, a mail address or a telephone
 * number. Null if the text needs no such note.
 */
export function unnamedTarget(text: string, url: URL): string | null {
  const target = linkTarget(url);
  if (text.length > LONG_LABEL_CHARS) return target;
  const words = skeletonOf(text);
  if (url.protocol === "tel:") return isEveryNumber(words, target) ? null : target;
  const isMail = url.protocol === "mailto:";
  if (!isMail && namedPlaces(words).length === 0) return null;
  const isSame = (named: string) => (isMail ? isSameAddress(named, target) : isSameHost(named, url));
  // Chinese, Japanese and Korean have no space around an address, and a host name may contain letters of these
  // languages. So both spellings are tried.
  const isSaid = [words, spacedBesideCjk(words)].some((spelling) => {
    const places = namedPlaces(spelling);
    return places.length > 0 && places.every(isSame);
  });
  return isSaid ? null : target;
}

/**
 * Everything in a text that a reader takes for an address: what follows `//`, and words with dots, an `@` or a port.
 */
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
  // No top-level domain begins with a digit, but `bank.0rg` looks like a host. A version number has a digit before the
  // dot.
  return (
    isAddress || /^\p{L}./u.test(last) || (/^\d.*\p{L}/u.test(last) && /\p{L}$/u.test(labels.at(-2) ?? ""))
  );
}

function isSameHost(named: string, url: URL): boolean {
  const authority = named.startsWith("//");
  // After `//`, `bank.example@evil.example` leads to evil.example. Otherwise it is a mail address at evil.example.
  const host = authority ? named.slice(2) : named.slice(named.lastIndexOf("@") + 1);
  const said = parse(`${url.protocol}//${host}`);
  if (!said || said.username || !hasNoConfusables(host)) return false;
  // A text often leaves out the port; a URL with `//` does not.
  const part = authority || /:\d+$/.test(host) ? "host" : "hostname";
  return withoutWww(said[part]) === withoutWww(url[part]);
}

function isSameAddress(named: string, target: string): boolean {
  const [local = "", host = ""] = named.split("@");
  return (
    hasNoConfusables(host) &&
    `${local}@${parse(`https://${host}`)?.host}`.toLowerCase() === target.toLowerCase()
  );
}

function isEveryNumber(words: string, target: string): boolean {
  const digits = (text: string) => text.replace(/[\s()./-]+/g, "");
  const numbers = digits(words).match(/\+?\d{3,}/g);
  return numbers !== null && numbers.every((number) => number === digits(target));
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
