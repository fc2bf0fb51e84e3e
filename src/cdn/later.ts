/**
 * The code that a chat needs only once its log has been read and drawn, from all layers, as one file. No source file
 * imports it. `cdn.ts` loads it by its URL.
 */
export * as session from "../session/later.js";
export * as drawn from "../ui/drawn/drawn.js";
export * as messages from "../wire/v3/messages.js";
