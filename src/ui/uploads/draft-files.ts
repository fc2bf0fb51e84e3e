import { attached, type Attachment } from "../../wire/attachments.js";
import { fromJson, integer, isObject, toJson } from "../../wire/json.js";
import { webAddress } from "../attachments/addresses.js";

/** The files of a draft, as they are stored: the URLs of uploaded files, and the number of the others. */
export interface DraftFiles {
  readonly attachments: readonly Attachment[];
  /** How many files were not uploaded when the page was closed. They cannot be restored. */
  readonly unfinished: number;
}

/** The text that is stored for a draft's files; "" for none. */
export function written({ attachments, unfinished }: DraftFiles): string {
  return attachments.length + unfinished > 0 ? toJson({ attachments, unfinished }) : "";
}

/** Reads the stored text. Any script of the origin may have written it, so invalid parts are left out. */
export function readDraftFiles(text: string): DraftFiles {
  const { attachments = [] } = attached(parsed(text));
  return {
    attachments: attachments.filter(({ url }) => webAddress(url) === url),
    unfinished: integer(parsed(text).unfinished) ?? 0,
  };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = fromJson(text || "{}");
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
