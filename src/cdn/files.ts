/** Loads further files from the folder of a CDN file, and checks their integrity hashes, which the build inserts. */
import { loadMissing, registerStrings } from "../ui/language/locale-registry.js";
import type { Strings } from "../ui/language/strings.js";
import { runPinned } from "../ui/page/pinned-module.js";

/**
 * The integrity hash of each file in `locales/`, from the build. A language that is not in this table is not requested.
 */
declare const LOCALES_INTEGRITY: Readonly<Record<string, string>>;

/**
 * Loads a language when an element first needs it.
 *
 * @param here the URL of a file in the folder that contains `locales/`.
 */
export function loadLanguages(here: string): void {
  // Used only here, because the build replaces each use by the whole table.
  const hashes = LOCALES_INTEGRITY;
  loadMissing(Object.keys(hashes), async (language) => {
    const hash = hashes[language] as string;
    const { strings } = await importPinned<{ strings: Strings }>(`locales/${language}.js`, here, hash);
    registerStrings(strings);
  });
}

/**
 * Loads a file from the folder of `here`.
 *
 * @throws when the file has another hash or cannot be loaded. Then it has not run.
 */
export async function importPinned<Module>(file: string, here: string, hash: string): Promise<Module> {
  const { href } = new URL(file, here);
  if (!(await runPinned(href, hash))) throw new Error(`failed integrity check: ${href}`);
  return import(href) as Promise<Module>;
}
