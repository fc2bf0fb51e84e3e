/**
 * The entry of the CDN file `oc-session-list.js`: `<oc-session-list>` whole in itself, with the languages that lie
 * beside it in `locales/`.
 *
 * @packageDocumentation
 */
import { loadLanguages } from "./files.js";

export * from "../list.js";

loadLanguages(import.meta.url);
