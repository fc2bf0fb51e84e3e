/**
 * Importing this draws formulas in every chat of the page; on a server it does nothing. A chat alone asks for it by
 * `features="math"`.
 *
 * @packageDocumentation
 */
import { registerFeature } from "./features.js";
import { makeMath } from "./math.js";

registerFeature("math", { makeMath });
