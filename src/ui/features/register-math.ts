/**
 * Importing this draws formulas in every chat of the page; on a server it does nothing. For a single chat, set
 * `features="math"` instead.
 *
 * @packageDocumentation
 */
import { registerFeature } from "./features.js";
import { makeMath } from "./math.js";

registerFeature("math", { makeMath });
