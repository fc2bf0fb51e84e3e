import type { Attachment } from "../../wire/attachments.js";
import { webAddress } from "./addresses.js";

/**
 * The text of a message as it is sent. The agent's model reads only the text, so the URLs of the files are appended to
 * it.
 */
export function withLinks(text: string, attachments: readonly Attachment[]): string {
  return [text.trim(), attachments.map(lineOf).join("\n")].filter(Boolean).join("\n\n");
}

/** The attachments with an http or https URL. Others are not shown, and stay in the text of the message. */
export function shownAttachments(attachments: readonly Attachment[]): readonly Attachment[] {
  return attachments.filter(({ url }) => /^https?:/i.test(url) && webAddress(url) !== null);
}

/** The text without the lines at its end that name attachments, because the attachments are shown below it. */
export function withoutLinks(text: string, attachments: readonly Attachment[]): string {
  const shown = new Set(shownAttachments(attachments).map((attachment) => alike(lineOf(attachment))));
  const lines = text.replace(/\r\n?/g, "\n").trimEnd().split("\n");
  let end = lines.length;
  while (end > 0 && shown.has(alike(lines[end - 1] ?? ""))) end -= 1;
  return end === lines.length ? text : lines.slice(0, end).join("\n").trimEnd();
}

function lineOf({ name, url }: Attachment): string {
  return `${name}: ${url}`;
}

/** A line in the form in which lines are compared. A server may have changed white space and normalization. */
function alike(line: string): string {
  return line.trim().normalize("NFC");
}
