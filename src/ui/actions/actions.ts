/**
 * What draws the buttons at messages, a file of its own: only chats whose host has set `actions` show any. Made of
 * nodes, without Lit. Nothing imports it but by `import()`: see `loadActions`.
 */
export { ActionBar } from "./action-bar.js";
