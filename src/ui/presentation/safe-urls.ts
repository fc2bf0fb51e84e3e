/** The URLs that links may lead to, or that images may be loaded from: a value of `allow-links` or `allow-images`. */
export interface UrlPolicy {
  readonly all: boolean;
  readonly sameOrigin: boolean;
  /** Origins in the form of `URL.origin`; `https://*.host` stands for every subdomain of `host`. */
  readonly origins: readonly string[];
}

/** The location of the page. Relative URLs are resolved against `base`; "same origin" means `origin`. */
export interface Place {
  readonly base: string;
  readonly origin: string;
}

/**
 * The verdict on a URL with a harmless scheme. `allowed`: the policy allows to follow or load it without asking the
 * person.
 */
export interface Verdict {
  readonly url: URL;
  readonly allowed: boolean;
}

/** Allows no URL: the default of `allow-images`. */
export const NO_URLS: UrlPolicy = Object.freeze({ all: false, sameOrigin: false, origins: [] });
/** Allows every URL with a harmless scheme: the default of `allow-links`. */
export const ALL_URLS: UrlPolicy = Object.freeze({ all: true, sameOrigin: true, origins: [] });

/**
 * Parses a policy: `none`, `all`, or `same-origin` and origins, separated by white space. `invalid` lists the unknown
 * tokens, for a warning; they allow nothing.
 */
export function parseUrlPolicy(value: string): { policy: UrlPolicy; invalid: readonly string[] } {
  const tokens = value.toLowerCase().split(/\s+/).filter(Boolean);
  if (tokens.length === 1 && tokens[0] === "none") return { policy: NO_URLS, invalid: [] };
  const origins: string[] = [];
  const invalid: string[] = [];
  for (const token of tokens) {
    if (token === "all" || token === "same-origin") continue;
    const origin = originPattern(token);
    if (origin) origins.push(origin);
    else invalid.push(token);
  }
  const all = tokens.includes("all");
  const sameOrigin = all || tokens.includes("same-origin");
  return { policy: Object.freeze({ all, sameOrigin, origins: Object.freeze(origins) }), invalid };
}

/** A token in the form of `URL.origin`, with its leading `*.`; null if it is no origin. */
function originPattern(token: string): string | null {
  const [, scheme, star = "", host] = /^(https?:\/\/)(\*\.)?([^*/?#@\\]+)\/?$/.exec(token) ?? [];
  const url = host === undefined ? null : parseUrl(`${scheme}${host}`, undefined);
  return url && `${scheme}${star}${url.host}`;
}

/** Judges the URL of a link. Null: no policy allows it as a link. */
export function judgeLink(href: string, policy: UrlPolicy, place: Place): Verdict | null {
  const url = parseUrl(href, place.base);
  if (!url) return null;
  if (isWeb(url)) return { url, allowed: allows(policy, url, place) };
  return reachesPerson(url) ? { url, allowed: policy.all } : null;
}

/**
 * Whether a URL is a mail address or a telephone number that can be shown in full. Of the fields of a mail only the
 * subject is kept, because a link does not show further recipients or a prepared text.
 */
function reachesPerson(url: URL): boolean {
  const path = decoded(url.pathname);
  if (url.protocol === "tel:") return url.host === "" && /^[\w+*#().,;=: -]+$/.test(path);
  if (url.protocol !== "mailto:" || url.host !== "") return false;
  url.search = /[?&](subject=(?:(?!%0[ad])[^&])*)/i.exec(url.search)?.[1] ?? "";
  url.hash = "";
  return path.split(",").every((address) => mailAddress(address) !== null);
}

/**
 * A mail address with its host in punycode and its local part escaped, so that look-alike letters are visible; null if
 * the text is no mail address.
 */
function mailAddress(text: string): string | null {
  const [, local = "", host = ""] = /^([^\s\p{C}<>"():;@\\]+)@([^\s\p{C}<>"():;@\\/?#]+)$/u.exec(text) ?? [];
  const url = parseUrl(`https://${host}`, undefined);
  return url && `${encodeURI(local).replaceAll("%25", "%")}@${url.host}`;
}

/**
 * Judges the URL of an image. A `data:` URL sends no request, so it counts as same-origin. An SVG in a `data:` URL is a
 * document, and is refused. Null: no policy allows it as an image.
 */
export function judgeImage(src: string, policy: UrlPolicy, place: Place): Verdict | null {
  const url = parseUrl(src, place.base);
  if (!url) return null;
  if (isWeb(url)) return { url, allowed: allows(policy, url, place) };
  if (/^data:image\/(?:png|jpeg|gif|webp|avif)[;,]/i.test(url.href))
    return { url, allowed: policy.sameOrigin };
  return null;
}

/** The target of a link, to be shown to the person: a host, a mail address or a telephone number. */
export function linkTarget(url: URL): string {
  if (isWeb(url)) return url.host;
  const path = decoded(url.pathname);
  if (url.protocol === "tel:") return path;
  return path
    .split(",")
    .map((address) => mailAddress(address) ?? address)
    .join(", ");
}

function isWeb(url: URL): boolean {
  return url.protocol === "https:" || url.protocol === "http:";
}

function allows(policy: UrlPolicy, url: URL, { origin }: Place): boolean {
  if (policy.all || (policy.sameOrigin && url.origin === origin)) return true;
  return policy.origins.some((pattern) => {
    const [scheme, domain] = pattern.split("*");
    if (domain === undefined) return url.origin === pattern;
    return url.protocol + "//" === scheme && url.host.endsWith(domain);
  });
}

/** Parses a URL. Null if it is invalid, or has a user name or a password, which can be mistaken for the host. */
function parseUrl(text: string, base: string | undefined): URL | null {
  try {
    const url = new URL(text, base);
    return url.username || url.password ? null : url;
  } catch {
    return null;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
