/** What lies beside a CDN file, and how it is loaded: by its hash, which the build knows. */
import { loadMissing, registerStrings } from "../ui/language/locale-registry.js";
import type { Strings } from "../ui/language/strings.js";
import { runPinned } from "../ui/page/pinned-module.js";

/**
 * What `locales/` holds, with the hash of each, by the build: a page in any other language asks for nothing, and a
 * file of other contents does not run.
 */
declare const LOCALES_INTEGRITY: Readonly<Record<string, string>>;

/** Has each language loaded from beside a file when an element first needs it. @param here the file's URL */
export function loadLanguages(here: string): void {
  // Named once, as the build puts the whole table in place of each mention.
  const hashes = LOCALES_INTEGRITY;
  loadMissing(Object.keys(hashes), async (language) => {
    const hash = hashes[language] as string;
    const { strings } = await importPinned<{ strings: Strings }>(`locales/${language}.js`, here, hash);
    registerStrings(strings);
  });
}

/** Loads a file from beside another. @throws where its bytes have another hash, and nothing of it has run. */
export async function importPinned<Module>(file: string, here: string, hash: string): Promise<Module> {
  const { href } = new URL(file, here);
  if (!(await runPinned(href, hash))) throw new Error(`Not loaded: ${href}`);
  return import(href) as Promise<Module>;
}
