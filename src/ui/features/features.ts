import type { HighlightCode, MakeMath } from "../presentation/view.js";
import { warnOnce } from "../page/warn.js";

/** What each feature's file gives. */
export interface Features {
  readonly highlight: { readonly highlightCode: HighlightCode };
  readonly math: { readonly makeMath: MakeMath };
}

/** What is a file of its own, loaded by those who ask for it. */
type LoadedName = keyof Features;

/** What can be had beyond what every chat does. */
export type FeatureName = LoadedName | "line-numbers" | "sources";

const FEATURE_NAMES: readonly string[] = [
  "highlight",
  "math",
  "line-numbers",
  "sources",
] satisfies FeatureName[];

type Sources = { readonly [Name in LoadedName]: () => Promise<Features[Name]> };

let sources: Sources = {
  highlight: () => import("./highlight.js"),
  math: () => import("./math.js"),
};
const loaded: { [Name in LoadedName]?: Features[Name] } = {};
const loading = new Map<LoadedName, Promise<boolean>>();
/** What the page has imported is meant for each of its chats. */
const imported = new Set<FeatureName>();

/** Has the files loaded in another way than by the bundler's or the browser's own resolution. */
export function loadFeaturesFrom(other: Sources): void {
  sources = other;
}

/** Gives every chat of the page a feature, without its having to ask. */
export function registerFeature<Name extends LoadedName>(name: Name, feature: Features[Name]): void {
  loaded[name] = feature;
  imported.add(name);
}

/** The names in a list separated by spaces, and those that the page has imported; others warn and are left out. */
export function featuresIn(list: string): ReadonlySet<FeatureName> {
  const names = new Set(imported);
  for (const name of list.split(/\s+/).filter(Boolean)) {
    if (FEATURE_NAMES.includes(name)) names.add(name as FeatureName);
    else warnOnce(`features: "${name}" is not one of ${FEATURE_NAMES.join(", ")}; it is ignored.`);
  }
  return names;
}

/** A feature, where it is loaded. */
export function loadedFeature<Name extends LoadedName>(name: Name): Features[Name] | null {
  return loaded[name] ?? null;
}

/** Loads a feature, once; says whether that worked. A chat without it shows the same words. */
export function loadFeature<Name extends LoadedName>(name: Name): Promise<boolean> {
  let attempt = loading.get(name);
  if (!attempt) {
    attempt = sources[name]().then(
      (feature) => {
        loaded[name] = feature as (typeof loaded)[Name];
        return true;
      },
      () => {
        warnOnce(`the file for features="${name}" could not be loaded; the chat goes on without.`);
        return false;
      },
    );
    loading.set(name, attempt);
  }
  return attempt;
}
