/** Loads the files beside a CDN file by their hashes, which the build puts in. */
import { loadMissing, registerStrings } from "../ui/language/locale-registry.js";
import type { Strings } from "../ui/language/strings.js";
import { runPinned } from "../ui/page/pinned-module.js";

/**
 * The hash of each file in `locales/`, from the build. For another language nothing is requested, and a file with
 * another content does not run.
 */
declare const LOCALES_INTEGRITY: Readonly<Record<string, string>>;

/** Loads a language when an element first needs it. @param here the URL of the file that `locales/` is beside */
export function loadLanguages(here: string): void {
  // Used only here, because the build replaces each use by the whole table.
  const hashes = LOCALES_INTEGRITY;
  loadMissing(Object.keys(hashes), async (language) => {
    const hash = hashes[language] as string;
    const { strings } = await importPinned<{ strings: Strings }>(`locales/${language}.js`, here, hash);
    registerStrings(strings);
  });
}

/** Loads a file from beside another one. @throws when it has another hash; then nothing of it has run. */
export async function importPinned<Module>(file: string, here: string, hash: string): Promise<Module> {
  const { href } = new URL(file, here);
  if (!(await runPinned(href, hash))) throw new Error(`not as built: ${href}`);
  return import(href) as Promise<Module>;
}
