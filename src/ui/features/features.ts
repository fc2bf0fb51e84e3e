import type { HighlightCode, MakeMath } from "../presentation/presentation.js";
import { whenPainted } from "../page/idle.js";
import { knownWords } from "../page/known-words.js";
import { warnOnce } from "../page/warn.js";

/** The exports of the file of each feature. */
export interface Features {
  readonly highlight: { readonly highlightCode: HighlightCode };
  readonly math: { readonly makeMath: MakeMath };
}

/** A feature with a file of its own, which is loaded if a host asks for it. */
type LoadedName = keyof Features;

/** A name in the attribute `features`. */
export type FeatureName = LoadedName | "line-numbers" | "sources";

const FEATURE_NAMES: readonly FeatureName[] = ["highlight", "math", "line-numbers", "sources"];

type Sources = { readonly [Name in LoadedName]: () => Promise<Features[Name]> };

let sources: Sources = {
  highlight: () => import("./highlight.js"),
  math: () => import("./math.js"),
};
const loaded: { [Name in LoadedName]?: Features[Name] } = {};
const loading = new Map<LoadedName, Promise<boolean>>();
/** The features that the page has imported, which apply to every chat of the page. */
const imported = new Set<FeatureName>();

/** Replaces how the files are loaded, for example by a function that checks their integrity. */
export function loadFeaturesFrom(other: Sources): void {
  sources = other;
}

/** Turns a feature on in every chat of the page, whatever its `features` are. */
export function registerFeature<Name extends LoadedName>(name: Name, feature: Features[Name]): void {
  loaded[name] = feature;
  imported.add(name);
}

/** The features in a space-separated list, and those that the page has imported. Warns about unknown names. */
export function featuresIn(list: string): ReadonlySet<FeatureName> {
  return new Set([...imported, ...knownWords("features", list, FEATURE_NAMES)]);
}

/** The exports of a feature; null until they are loaded. */
export function loadedFeature<Name extends LoadedName>(name: Name): Features[Name] | null {
  return loaded[name] ?? null;
}

/** Loads a feature once. Resolves to false after a failure: the chat works without it. */
export function loadFeature<Name extends LoadedName>(name: Name): Promise<boolean> {
  let attempt = loading.get(name);
  if (!attempt) {
    attempt = sources[name]().then(
      (feature) => {
        loaded[name] = feature as (typeof loaded)[Name];
        return true;
      },
      () => {
        warnOnce(`the file for features="${name}" did not load; the chat works without it.`);
        return false;
      },
    );
    loading.set(name, attempt);
  }
  return attempt;
}

/** The blocks that wait for the file; null while there are none. */
let uncoloured: Parameters<HighlightCode>[] | null = null;

/**
 * Colours a block of code. The file is loaded for the first block, once the text is painted. Colours are added to the
 * text without drawing it again.
 */
export const highlightCode: HighlightCode = (code, strings) => {
  const { highlight } = loaded;
  if (highlight) return highlight.highlightCode(code, strings);
  if (!uncoloured) whenPainted(() => void loadFeature("highlight").then(colourAll));
  (uncoloured ??= []).push([code, strings]);
};

function colourAll(): void {
  const blocks = uncoloured ?? [];
  uncoloured = null;
  for (const block of blocks) loaded.highlight?.highlightCode(...block);
}
