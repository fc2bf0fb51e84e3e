/**
 * Files that go with messages, a file of its own: most chats have none. Made of nodes, without Lit, which the file
 * would else carry a second time. Nothing imports it but by `import()`: see `loadUploads`.
 */
export { AttachmentList } from "../attachments/attachment-list.js";
export { type FiledMessage, Tray, type TrayHost } from "./tray.js";
