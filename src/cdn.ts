/**
 * The entry of the CDN file: `oc-session` without the launcher, which is `embed.js` there. The languages lie beside it in
 * `locales/`, and each is fetched when an element first needs it. So is what reads markdown, what draws work, what
 * speaks with serverless agents, and each feature.
 *
 * @packageDocumentation
 */
import type { OnDemand } from "./on-demand.js";
import { exportFile } from "./ui/element/export-loader.js";
import { actionsFile } from "./ui/entry/actions-loader.js";
import { loadFeaturesFrom } from "./ui/features/features.js";
import { findFile } from "./ui/element/tools/finder.js";
import { menuFile } from "./ui/element/tools/header-menu.js";
import { markdownFile } from "./ui/content/markdown-loader.js";
import { uploadsFile } from "./ui/content/uploads-loader.js";
import { loadMissing, registerStrings } from "./ui/language/locale-registry.js";
import type { Strings } from "./ui/language/strings.js";
import { turnFile } from "./session/fold/turn-file.js";
import { activityFile } from "./ui/turn/activity-loader.js";
import { runPinned } from "./ui/page/pinned-module.js";
import { serverlessFile } from "./wire/connect.js";

export * from "./chat.js";

/**
 * What `locales/` holds, with the hash of each, by the build: a page in any other language asks for nothing, and a
 * file of other contents does not run.
 */
declare const LOCALES_INTEGRITY: Readonly<Record<string, string>>;

/** What is loaded when it is needed, by the name of its file. */
const FILES = {
  actions: actionsFile,
  activity: activityFile,
  export: exportFile,
  find: findFile,
  markdown: markdownFile,
  menu: menuFile,
  serverless: serverlessFile,
  uploads: uploadsFile,
  turn: turnFile,
};

/** The hash of each, by the build. */
declare const ON_DEMAND_INTEGRITY: Readonly<Record<keyof typeof FILES | "highlight", string>>;

const here = import.meta.url;

loadMissing(Object.keys(LOCALES_INTEGRITY), async (language) => {
  const hash = LOCALES_INTEGRITY[language] as string;
  const { strings } = await importPinned<{ strings: Strings }>(`locales/${language}.js`, hash);
  registerStrings(strings);
});

for (const [name, file] of Object.entries(FILES) as [keyof typeof FILES, OnDemand<unknown>][])
  file.from(() => onDemand(name));
loadFeaturesFrom({ highlight: () => onDemand("highlight") });

function onDemand<Module>(name: keyof typeof ON_DEMAND_INTEGRITY): Promise<Module> {
  return importPinned(`${name}.js`, ON_DEMAND_INTEGRITY[name]);
}

async function importPinned<Module>(file: string, hash: string): Promise<Module> {
  const { href } = new URL(file, here);
  if (!(await runPinned(href, hash))) throw new Error(`Not loaded: ${href}`);
  return import(href) as Promise<Module>;
}
