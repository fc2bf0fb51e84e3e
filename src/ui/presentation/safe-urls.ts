/** Which addresses a host lets the transcript lead to, or fetch from: the value of `allow-links` or `allow-images`. */
export interface UrlPolicy {
  readonly all: boolean;
  readonly sameOrigin: boolean;
  /** Origins as `URL.origin` spells them; `https://*.host` stands for every host below `host`. */
  readonly origins: readonly string[];
}

/** Where the transcript is: relative addresses resolve against `base`, "same origin" means `origin`. */
export interface Place {
  readonly base: string;
  readonly origin: string;
}

/** An address that may be offered at all; `allowed` says whether the policy lets it be used unasked. */
export interface Verdict {
  readonly url: URL;
  readonly allowed: boolean;
}

/** Nothing may be used: what `allow-images` starts from. */
export const NO_URLS: UrlPolicy = Object.freeze({ all: false, sameOrigin: false, origins: [] });
/** Everything of a harmless scheme may be used: what `allow-links` starts from. */
export const ALL_URLS: UrlPolicy = Object.freeze({ all: true, sameOrigin: true, origins: [] });

/**
 * Reads `none`, `all`, or tokens of `same-origin` and origins, separated by white space. `invalid` lists the
 * tokens that mean nothing, for a warning; they allow nothing.
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

/** The token as `URL.origin` spells it, its leading `*.` kept; null when it names more or less than an origin. */
function originPattern(token: string): string | null {
  const [, scheme, star = "", host] = /^(https?:\/\/)(\*\.)?([^*/?#@\\]+)\/?$/.exec(token) ?? [];
  const url = host === undefined ? null : parseUrl(`${scheme}${host}`, undefined);
  return url && `${scheme}${star}${url.host}`;
}

/** Judges where a link leads. Null: no link at all, whatever the policy. */
export function judgeLink(href: string, policy: UrlPolicy, place: Place): Verdict | null {
  const url = parseUrl(href, place.base);
  if (!url) return null;
  if (isWeb(url)) return { url, allowed: allows(policy, url, place) };
  return reachesPerson(url) ? { url, allowed: policy.all } : null;
}

/**
 * Whether a person can be reached so, who is named in full. Of a mail's fields only the subject is kept: other
 * receivers and a text that is already written are nothing that the link shows.
 */
function reachesPerson(url: URL): boolean {
  const path = decoded(url.pathname);
  if (url.protocol === "tel:") return url.host === "" && /^[\w+*#().,;=: -]+$/.test(path);
  if (url.protocol !== "mailto:" || url.host !== "") return false;
  url.search = /[?&](subject=(?:(?!%0[ad])[^&])*)/i.exec(url.search)?.[1] ?? "";
  url.hash = "";
  return path.split(",").every((address) => mailAddress(address) !== null);
}

/** A mail address with its host as an address of the web spells it, and no letters that look like others. */
function mailAddress(text: string): string | null {
  const [, local = "", host = ""] = /^([^\s\p{C}<>"():;@\\]+)@([^\s\p{C}<>"():;@\\/?#]+)$/u.exec(text) ?? [];
  const url = parseUrl(`https://${host}`, undefined);
  return url && `${encodeURI(local).replaceAll("%25", "%")}@${url.host}`;
}

/**
 * Judges where an image comes from. An embedded one (`data:`) asks nobody, so it counts as same-origin;
 * as SVG it is a document, and none at all.
 */
export function judgeImage(src: string, policy: UrlPolicy, place: Place): Verdict | null {
  const url = parseUrl(src, place.base);
  if (!url) return null;
  if (isWeb(url)) return { url, allowed: allows(policy, url, place) };
  if (/^data:image\/(?:png|jpeg|gif|webp|avif)[;,]/i.test(url.href))
    return { url, allowed: policy.sameOrigin };
  return null;
}

/** Whom a person should see named before they follow `url`: a host, a mail address, a telephone number. */
export function destination(url: URL): string {
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

/** A name or password in an address is there to be mistaken for a host, so such an address is refused. */
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
