/*
 * Files that go with messages. A file of its own, because most chats have none; `ui/content/uploads-loader.ts` loads
 * it by `import()`, and nothing else imports it. It makes nodes without Lit, because a bundle of its own would carry
 * Lit a second time.
 */
export { AttachmentList } from "../attachments/attachment-list.js";
export { type FiledMessage, Tray, type TrayHost } from "./tray.js";
