import { integer, isObject } from "./json.js";
import { label, str } from "./words.js";

/** A file sent with a message: an entry of `refs.attachments`. */
export interface Attachment {
  /** Where the file is, as it came on the wire: judge it before following it. */
  readonly url: string;
  readonly name: string;
  /** Its media type; "" where that is not known. */
  readonly type: string;
  /** In bytes; null where that is not known. */
  readonly size: number | null;
}

/** At most this many attachments of one message are shown. A composer takes far fewer. */
const MAX_ATTACHMENTS = 100;
/** A longer address is ignored: the service keeps at most 32 KB of a message's refs. */
export const URL_CHARS = 2_000;

/** The files that a message's refs name, as a property to spread into a message; no property where there are none. */
export function attached(refs: unknown): { readonly attachments?: readonly Attachment[] } {
  const list = isObject(refs) && Array.isArray(refs.attachments) ? refs.attachments : [];
  const attachments = list.slice(0, MAX_ATTACHMENTS).flatMap(attachmentOf);
  return attachments.length > 0 ? { attachments: Object.freeze(attachments) } : {};
}

function attachmentOf(value: unknown): Attachment[] {
  if (!isObject(value)) return [];
  const url = str(value.url);
  if (!url || url.length > URL_CHARS) return [];
  return [{ url, name: label(value.name), type: label(value.type), size: integer(value.size) }];
}
