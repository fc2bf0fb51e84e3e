/*
 * The files of a message, as the `refs.attachments` of its event name them.
 */
import { integer, isObject } from "./json.js";
import { label, str } from "./words.js";

/** A file sent with a message: an entry of `refs.attachments`. */
export interface Attachment {
  /** The address of the file, unchecked: whoever makes a link of the address checks it first. */
  readonly url: string;
  /** The name to show; "" where no name is known. */
  readonly name: string;
  /** The media type; "" where none is known. */
  readonly type: string;
  /** The size in bytes; null where no size is known. */
  readonly size: number | null;
}

/** At most this many attachments of one message are shown. A composer takes far fewer. */
const MAX_ATTACHMENTS = 100;
/** A file with a longer address is left out. The service keeps at most 32 KB of the refs of a message. */
export const URL_CHARS = 2_000;

/** The property `attachments` for the refs of a message: `{}` where the refs name no file. */
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
