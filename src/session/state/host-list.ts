import * as list from "./list.js";

/*
 * The functions by which hosts read the lists of a state. Only `oc-session/core` exports them. They are separate from
 * those in `list.ts`, because the files on demand use those: a host's bundler would otherwise move the shared code into
 * a chunk that every import of the core loads.
 */

/** The item at `index`; undefined beyond the ends. */
export function at<T>(from: list.List<T>, index: number): T | undefined {
  return list.at(from, index);
}

/** Every item in order. */
export function items<T>(of: list.List<T>): Generator<T, void, undefined> {
  return list.items(of);
}
