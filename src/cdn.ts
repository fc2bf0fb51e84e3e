/**
 * The entry of the CDN file `oc-session.js`: the chat without the launcher, which is in `embed.js`. Each language is
 * fetched from `locales/` beside it when an element first needs it. So is each file on demand, for example the markdown
 * parser, the menu and each feature.
 *
 * @packageDocumentation
 */
// The modules are written into the file in the order of their imports. In the order that these six lines give, modules
// that are alike are near each other, and the file is 0.6 kB smaller gzipped.
import "./ui/styles/styles.js";
import "./wire/words.js";
import "./ui/presentation/status-words.js";
import "./ui/element/presentation-maker.js";
import "./ui/element/session-controller.js";
import "./ui/element/oc-session.js";
import { importPinned, loadLanguages } from "./cdn/files.js";
import type * as laterParts from "./cdn/later.js";
import { OnDemand } from "./on-demand.js";
import { exportFile } from "./ui/element/export-loader.js";
import { actionsFile } from "./ui/entry/actions-loader.js";
import { loadFeaturesFrom } from "./ui/features/features.js";
import { findFile } from "./ui/element/tools/finder.js";
import { notifyFile } from "./ui/element/tools/notifying.js";
import { menuFile } from "./ui/element/tools/header-menu.js";
import { markdownFile } from "./ui/content/markdown-loader.js";
import { uploadsFile } from "./ui/content/uploads-loader.js";
import { cacheFile } from "./session/history/log-cache.js";
import { tabsFile } from "./session/tabs/log-sharing.js";
import { laterFile } from "./session/later-file.js";
import { drawnFile } from "./ui/transcript/drawn-file.js";
import { turnFile } from "./session/fold/turn-file.js";
import { activityFile } from "./ui/turn/activity-loader.js";
import { messagesFile, serverlessFile, streamFile } from "./wire/connect.js";

export * from "./chat.js";

/** The files that are loaded on demand, by name. */
const FILES = {
  notify: notifyFile,
  actions: actionsFile,
  activity: activityFile,
  export: exportFile,
  find: findFile,
  markdown: markdownFile,
  menu: menuFile,
  serverless: serverlessFile,
  stream: streamFile,
  cache: cacheFile,
  tabs: tabsFile,
  uploads: uploadsFile,
  turn: turnFile,
};

/** The hash of each file on demand, from the build. */
declare const ON_DEMAND_INTEGRITY: Readonly<
  Record<keyof typeof FILES | "highlight" | "later" | "math", string>
>;

const here = import.meta.url;

loadLanguages(here);
for (const [name, file] of Object.entries(FILES) as [keyof typeof FILES, OnDemand<unknown>][])
  file.from(() => onDemand(name));
const later = new OnDemand<typeof laterParts>(() => onDemand("later"));
laterFile.from(async () => (await later.load()).session);
drawnFile.from(async () => (await later.load()).drawn);
messagesFile.from(async () => (await later.load()).messages);
loadFeaturesFrom({ highlight: () => onDemand("highlight"), math: () => onDemand("math") });

function onDemand<Module>(name: keyof typeof ON_DEMAND_INTEGRITY): Promise<Module> {
  return importPinned(`${name}.js`, here, ON_DEMAND_INTEGRITY[name]);
}
