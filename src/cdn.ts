/**
 * The entry of the CDN file: `oc-session` without the launcher, which is `embed.js` there, and with the languages
 * that lie beside it in `locales/`, each fetched when an element first needs it.
 *
 * @packageDocumentation
 */
import { loadMissing, registerStrings } from "./ui/language/locale-registry.js";
import type { Strings } from "./ui/language/strings.js";

export * from "./chat.js";

/** What `locales/` holds, so that a page in any other language asks for nothing. */
const LANGUAGES = "ar da de es fr he hi it ja ko nl pl pt ru sv tr uk zh".split(" ");

const here = import.meta.url;

loadMissing(async (language) => {
  if (!LANGUAGES.includes(language)) return;
  const { strings } = (await import(new URL(`locales/${language}.js`, here).href)) as { strings: Strings };
  registerStrings(strings);
});
