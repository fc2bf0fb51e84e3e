/*
 * The file `embed-words.js`, which `embed.js` loads from its own folder: the texts of the launcher in every language,
 * and the code of the invite. The launcher is shown before the chat and its tables of texts are loaded.
 */
import { canonicalTag, fitting } from "./ui/language/language-tag.js";
import { nearestLang } from "./ui/language/nearest-lang.js";
import type { LauncherWords } from "./ui/launcher/words.js";

export { invite } from "./ui/launcher/invite.js";

/** The launcher's texts by language tag. The build inserts them. */
declare const LAUNCHER_WORDS: Readonly<Record<string, LauncherWords>>;

/** The texts that fit the nearest `lang` of an element best; undefined where English fits best. */
export function wordsFor(element: Element): LauncherWords | undefined {
  const tag = fitting(canonicalTag(nearestLang(element))).find((part) => Object.hasOwn(LAUNCHER_WORDS, part));
  return tag === undefined ? undefined : LAUNCHER_WORDS[tag];
}
