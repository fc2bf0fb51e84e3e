import { ownDocument } from "./own-document.js";

/**
 * Runs a module if its bytes have this hash; else nothing of it runs. Says whether it did: only then does an
 * `import()` of the same URL give what was run, without another request.
 *
 * A script element does this in every browser that knows modules. Some that we support ignore hashes in an import
 * map, which a policy blocks besides; WebKit runs what a `modulepreload` has found to have another hash.
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

/** Where a page demands Trusted Types, its policy lists this name for DOMPurify, whose own one passes URLs too. */
function trustedUrl(url: string): string {
  const policies = (globalThis as { trustedTypes?: UrlPolicies }).trustedTypes;
  const policy = policies?.createPolicy?.("dompurify", { createScriptURL: (url) => url });
  return policy?.createScriptURL(url) ?? url;
}

/**
 * As much of the platform's `TrustedTypePolicyFactory` as is asked for here; in a browser without, an element of the
 * page may have its name.
 */
interface UrlPolicies {
  createPolicy?(name: string, rules: UrlPolicy): UrlPolicy;
}

interface UrlPolicy {
  createScriptURL(url: string): string;
}
