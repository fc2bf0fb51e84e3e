/**
 * The entry of the CDN file `oc-session-list.js`: `<oc-session-list>` with everything it imports. Its languages are
 * loaded from `locales/` beside it.
 *
 * @packageDocumentation
 */
import { loadLanguages } from "./files.js";

export * from "../list.js";

loadLanguages(import.meta.url);
