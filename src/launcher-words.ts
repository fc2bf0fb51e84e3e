import { localeFor } from "./ui/language/locale.js";
import { onRegistered } from "./ui/language/locale-registry.js";
import { nearestLang, rootsAround } from "./ui/language/nearest-lang.js";
import { format } from "./ui/language/strings.js";
import { LAUNCHER_KEYS, type LauncherWords } from "./ui/launcher/words.js";

/**
 * Calls `say` with a launcher's texts until `signal` is aborted: at once, when a language is registered, and when a
 * `lang` around the launcher changes. The texts come from the registered table that fits the nearest `lang` of its chat
 * best.
 */
export function followWords(
  launcher: Element,
  say: (words: LauncherWords) => void,
  signal: AbortSignal,
): void {
  const look = () => {
    const { strings } = localeFor(nearestLang(launcher.firstElementChild ?? launcher));
    say(LAUNCHER_KEYS.map((key) => format(strings, key)) as unknown as LauncherWords);
  };
  const langs = new MutationObserver(look);
  for (const root of rootsAround(launcher)) langs.observe(root, { subtree: true, attributeFilter: ["lang"] });
  const forget = onRegistered(look);
  signal.addEventListener("abort", () => {
    langs.disconnect();
    forget();
  });
  look();
}
