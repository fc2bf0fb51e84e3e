/**
 * The entry of the CDN file: `oc-session` without the launcher, which is `embed.js` there, and with the languages
 * that lie beside it in `locales/`, each fetched when an element first needs it.
 *
 * @packageDocumentation
 */
import { loadMissing, registerStrings } from "./ui/language/locale-registry.js";
import type { Strings } from "./ui/language/strings.js";
import { runPinned } from "./ui/page/pinned-module.js";

export * from "./chat.js";

/**
 * What `locales/` holds, with the hash of each, by the build: a page in any other language asks for nothing, and a
 * file of other contents does not run.
 */
declare const LOCALES_INTEGRITY: Readonly<Record<string, string>>;

const integrity = new Map(Object.entries(LOCALES_INTEGRITY));
const here = import.meta.url;

loadMissing(async (language) => {
  const hash = integrity.get(language);
  if (hash === undefined) return;
  const { href } = new URL(`locales/${language}.js`, here);
  if (!(await runPinned(href, hash))) throw new Error(`Not loaded: ${href}`);
  const { strings } = (await import(href)) as { strings: Strings };
  registerStrings(strings);
});
