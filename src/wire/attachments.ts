import { integer, isObject } from "./json.js";
import { label, str } from "./words.js";

/** A file that was put with a message: an entry of `refs.attachments`. */
export interface Attachment {
  /** Where the file is, as it came on the wire: judge it before following it. */
  readonly url: string;
  readonly name: string;
  /** Its media type; "" where that is not known. */
  readonly type: string;
  /** In bytes; null where that is not known. */
  readonly size: number | null;
}

/** As many as are shown of one message: far more than a composer takes. */
const MOST_ATTACHMENTS = 100;
/** A longer address is none: the service keeps 32 KB of a message's refs. */
export const URL_CHARS = 2_000;

/** The files that a message's refs name, as a part of what is made of the message; nothing where there are none. */
export function attached(refs: unknown): { readonly attachments?: readonly Attachment[] } {
  const list = isObject(refs) && Array.isArray(refs.attachments) ? refs.attachments : [];
  const attachments = list.slice(0, MOST_ATTACHMENTS).flatMap(attachmentOf);
  return attachments.length > 0 ? { attachments: Object.freeze(attachments) } : {};
}

function attachmentOf(value: unknown): Attachment[] {
  if (!isObject(value)) return [];
  const url = str(value.url);
  if (!url || url.length > URL_CHARS) return [];
  return [{ url, name: label(value.name), type: label(value.type), size: integer(value.size) }];
}
