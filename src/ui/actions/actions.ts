/**
 * The code that draws the action buttons at messages. It is bundled as a file of its own, because only chats whose host
 * has set `actions` or `permalink` need it: only `ui/entry/actions-loader.ts` imports it, by `import()`. It does not
 * use Lit, because the file would contain a second copy of it.
 */
export { ActionBar } from "./action-bar.js";
