/**
 * Importing this colours code in every chat of the page; on a server it does nothing. For a single chat, set
 * `features="highlight"` instead.
 *
 * @packageDocumentation
 */
import { registerFeature } from "./ui/features/features.js";
import { highlightCode } from "./ui/features/highlight.js";

registerFeature("highlight", { highlightCode });
