/**
 * The entry of the CDN file: `oc-session` without the launcher, which is `embed.js` there, and with the languages
 * that lie beside it in `locales/`, each fetched when an element first needs it. So is what
 * reads markdown, what draws work, what speaks with serverless agents, and each feature.
 *
 * @packageDocumentation
 */
import { loadFeaturesFrom } from "./ui/features/features.js";
import { loadMarkdownFrom } from "./ui/content/markdown-loader.js";
import { loadMissing, registerStrings } from "./ui/language/locale-registry.js";
import type { Strings } from "./ui/language/strings.js";
import { loadActivityFrom } from "./ui/turn/activity-loader.js";
import { runPinned } from "./ui/page/pinned-module.js";
import { loadServerlessFrom } from "./wire/connect.js";

export * from "./chat.js";

/**
 * What `locales/` holds, with the hash of each, by the build: a page in any other language asks for nothing, and a
 * file of other contents does not run.
 */
declare const LOCALES_INTEGRITY: Readonly<Record<string, string>>;

/** The files that are loaded when they are needed, with the hash of each, by the build. */
declare const ON_DEMAND_INTEGRITY: Readonly<
  Record<"activity" | "markdown" | "highlight" | "serverless", string>
>;

const here = import.meta.url;

loadMissing(Object.keys(LOCALES_INTEGRITY), async (language) => {
  const hash = LOCALES_INTEGRITY[language] as string;
  const { strings } = await importPinned<{ strings: Strings }>(`locales/${language}.js`, hash);
  registerStrings(strings);
});

loadMarkdownFrom(() => onDemand("markdown"));
loadServerlessFrom(() => onDemand("serverless"));
loadActivityFrom(() => onDemand("activity"));
loadFeaturesFrom({ highlight: () => onDemand("highlight") });

function onDemand<Module>(name: keyof typeof ON_DEMAND_INTEGRITY): Promise<Module> {
  return importPinned(`${name}.js`, ON_DEMAND_INTEGRITY[name]);
}

async function importPinned<Module>(file: string, hash: string): Promise<Module> {
  const { href } = new URL(file, here);
  if (!(await runPinned(href, hash))) throw new Error(`Not loaded: ${href}`);
  return import(href) as Promise<Module>;
}
