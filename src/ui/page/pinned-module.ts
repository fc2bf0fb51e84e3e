import { ownDocument } from "./own-document.js";

/**
 * Runs a module if its content has the given integrity hash. Resolves to false, without running it, if the hash differs
 * or the module could not be loaded. After true, an `import()` of the same URL returns the same module without another
 * request.
 *
 * A script element with `integrity` works in every supported browser. Import maps with `integrity` do not: some
 * supported browsers ignore the hashes, and a Content Security Policy may block the map. Nor does `modulepreload`:
 * WebKit runs a module even if the hash of its preload did not match.
 */
export async function runPinned(url: string, integrity: string): Promise<boolean> {
  const { type } = await new Promise<Event>((onload) => {
    const what = { type: "module", integrity, src: trustedUrl(url), onload, onerror: onload };
    const script = Object.assign(document.createElement("script"), what);
    ownDocument("documentElement").append(script);
    script.remove();
  });
  return type === "load";
}

/**
 * The URL as a `TrustedScriptURL`, on a page that enforces Trusted Types. The policy is called `dompurify`, because
 * such a page has to allow that name for the library DOMPurify anyway.
 */
function trustedUrl(url: string): string {
  const policies = (globalThis as { trustedTypes?: UrlPolicies }).trustedTypes;
  const policy = policies?.createPolicy?.("dompurify", { createScriptURL: (url) => url });
  return policy?.createScriptURL(url) ?? url;
}

/**
 * The part of the platform's `TrustedTypePolicyFactory` that is used here. `createPolicy` is optional, because in a
 * browser without Trusted Types `trustedTypes` may be an element of the page with that name.
 */
interface UrlPolicies {
  createPolicy?(name: string, rules: UrlPolicy): UrlPolicy;
}

interface UrlPolicy {
  createScriptURL(url: string): string;
}
