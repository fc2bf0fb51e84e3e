import type { Say } from "../language/spoken.js";
import type { LaterKey, Text } from "../language/strings.js";

/** The texts for files in English. */
export const ENGLISH = {
  "upload.attach": "Attach files",
  "upload.label": "Attachments",
  "upload.drop": "Drop files to attach them",
  "upload.remove": "Remove {name}",
  "upload.queued": "Waiting",
  "upload.uploading": "Uploading…",
  "upload.done": "{name} is attached.",
  "upload.held": "Your message is sent once the files are uploaded.",
  "upload.hold": "Do not send yet",
  "upload.blocked": "Not sent: a file is missing. Upload it again or remove it.",
  "upload.not-kept": "Uploads stop if you leave this page.",
  "upload.lost": "Some files were not fully uploaded when the page was left. Please attach them again.",
  "upload.empty": "{name} is empty.",
  "upload.folder": "{name} is a folder. Please attach the files in it.",
  "upload.too-large": "{name} is larger than {size}.",
  "upload.too-many": "Files in one message: {count} at most.",
  "upload.wrong-type": "Files of this kind cannot be attached: {name}",
} as const satisfies Partial<Record<LaterKey, Text>>;

/** The function that gives the texts for files, in the composer and at a message. */
export type FileSay = Say<keyof typeof ENGLISH>;
