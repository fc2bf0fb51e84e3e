/**
 * An import of this file has every chat of the page draw formulas. On a server it does nothing. For one chat only, set
 * `features="math"` on it.
 *
 * @packageDocumentation
 */
import { registerFeature } from "./features.js";
import { makeMath } from "./math.js";

registerFeature("math", { makeMath });
