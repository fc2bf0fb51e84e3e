/*
 * The code that uploads files and shows those of messages. It is bundled as a file of its own, because most chats have
 * no files: only `ui/content/uploads-loader.ts` imports it, by `import()`. It does not use Lit, because the file would
 * contain a second copy of it.
 */
export { AttachmentList } from "../attachments/attachment-list.js";
export { type FiledMessage, Tray, type TrayHost } from "./tray.js";
