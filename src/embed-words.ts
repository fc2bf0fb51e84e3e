/*
 * The file that `embed.js` loads from beside itself on pages that are not in English: the few words of a launcher in
 * every language. The launcher is shown long before the chat and its tables are loaded. It also has the code of the
 * invite.
 */
import { canonicalTag, fitting } from "./ui/language/language-tag.js";
import { nearestLang } from "./ui/language/nearest-lang.js";
import type { LauncherWords } from "./ui/launcher/words.js";

export { invite } from "./ui/launcher/invite.js";

/** A launcher's words by the tag of their language. The build puts them in. */
declare const LAUNCHER_WORDS: Readonly<Record<string, LauncherWords>>;

/** The words that fit the `lang` nearest to an element best; undefined where English does. */
export function wordsFor(element: Element): LauncherWords | undefined {
  const tag = fitting(canonicalTag(nearestLang(element))).find((part) => Object.hasOwn(LAUNCHER_WORDS, part));
  return tag === undefined ? undefined : LAUNCHER_WORDS[tag];
}
