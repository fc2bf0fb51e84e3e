/*
 * What an `embed.js` fetches from beside itself for a launcher on a page that is not in English, its few words in every
 * language, as the launcher is there long before the chat and its tables are; and for one that invites, its invite.
 */
import { canonicalTag, fitting } from "./ui/language/language-tag.js";
import { nearestLang } from "./ui/language/nearest-lang.js";
import type { LauncherWords } from "./ui/launcher/words.js";

export { invite } from "./ui/launcher/invite.js";

/** By the tag of each table, from the build. */
declare const LAUNCHER_WORDS: Readonly<Record<string, LauncherWords>>;

/** The words that fit the `lang` nearest to an element best; undefined where English does. */
export function wordsFor(element: Element): LauncherWords | undefined {
  const tag = fitting(canonicalTag(nearestLang(element))).find((part) => Object.hasOwn(LAUNCHER_WORDS, part));
  return tag === undefined ? undefined : LAUNCHER_WORDS[tag];
}
