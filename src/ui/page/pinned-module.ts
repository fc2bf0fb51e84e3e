import { ownDocument } from "./own-document.js";

/**
 * Runs a module if its bytes have the given hash. Resolves to false if they have another one, or could not be loaded:
 * then nothing of it has run. After true, an `import()` of the same URL gives the module that has run, without another
 * request.
 *
 * A script element with `integrity` does this in every browser that has modules. Import maps with `integrity` do not:
 * some browsers that we support ignore it, and a Content Security Policy may block the map. Nor does `modulepreload`:
 * WebKit runs a module even where the hash of its preload did not match.
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
 * The URL as a page with Trusted Types demands it. Such a page allows a policy called `dompurify`, for the library of
 * that name, and this one has the same name.
 */
function trustedUrl(url: string): string {
  const policies = (globalThis as { trustedTypes?: UrlPolicies }).trustedTypes;
  const policy = policies?.createPolicy?.("dompurify", { createScriptURL: (url) => url });
  return policy?.createScriptURL(url) ?? url;
}

/**
 * The part of the platform's `TrustedTypePolicyFactory` that is used here. All of it is optional: in a browser without
 * Trusted Types, `trustedTypes` may be an element of the page.
 */
interface UrlPolicies {
  createPolicy?(name: string, rules: UrlPolicy): UrlPolicy;
}

interface UrlPolicy {
  createScriptURL(url: string): string;
}
