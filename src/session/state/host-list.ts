import * as list from "./list.js";

/*
 * How hosts read the lists of a state, in functions that nothing else uses: a bundler that splits its output gives whoever
 * imports anything of `oc-session/core` also the files behind the other names, where files on demand use them too.
 */

/** The item at `index`; undefined beyond the ends. */
export function at<T>(from: list.List<T>, index: number): T | undefined {
  return list.at(from, index);
}

/** Every item in order. */
export function items<T>(of: list.List<T>): Generator<T, void, undefined> {
  return list.items(of);
}
