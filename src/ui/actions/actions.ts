/**
 * Draws the buttons at messages. A file of its own, because only chats whose host has set `actions` show any. It makes
 * nodes without Lit. `ui/entry/actions-loader.ts` loads it by `import()`, and nothing else imports it.
 */
export { ActionBar } from "./action-bar.js";
