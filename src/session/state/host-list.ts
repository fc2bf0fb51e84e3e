import * as list from "./list.js";

/*
 * The functions by which hosts read the lists of a state. Only `oc-session/core` uses them. Were they the same
 * functions that files on demand use, a host's bundler would put both into one chunk, and every import of the core
 * would load it.
 */

/** The item at `index`; undefined beyond the ends. */
export function at<T>(from: list.List<T>, index: number): T | undefined {
  return list.at(from, index);
}

/** Every item in order. */
export function items<T>(of: list.List<T>): Generator<T, void, undefined> {
  return list.items(of);
}
