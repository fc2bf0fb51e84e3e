import type { Plugin } from "vite";
import { leanMarked } from "./lean-marked.js";

/**
 * Leaves out of the CDN file what `marked` carries and the widget never reaches. Fails where the library no
 * longer looks as expected, rather than to ship something else than was measured and tried.
 */
export function leanLibraries(): Plugin {
  return {
    name: "lean-libraries",
    transform(code, id) {
      if (/\/marked\/lib\/marked\.esm\.js$/.test(id)) return { code: leanMarked(code), map: null };
      return null;
    },
  };
}
