/**
 * What a chat needs only once its log has been read and drawn: the parts of both layers, as one file to be fetched.
 * Nothing imports it: see `cdn.ts`.
 */
export * as session from "../session/later.js";
export * as drawn from "../ui/drawn/drawn.js";
