/*
 * Files that go with messages: a file of its own, because most chats have none. It makes nodes without Lit, which it would
 * carry a second time. `ui/content/uploads-loader.ts` loads it by `import()`, and nothing else imports it.
 */
export { AttachmentList } from "../attachments/attachment-list.js";
export { type FiledMessage, Tray, type TrayHost } from "./tray.js";
