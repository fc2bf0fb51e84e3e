import { type Attachment, URL_CHARS } from "../../wire/attachments.js";
import { integer, isObject } from "../../wire/json.js";
import { label } from "../../wire/words.js";
import { fileName, webAddress } from "../attachments/addresses.js";

/** Reads the result of a host's `upload`. Null if it has no http or https URL. */
export function attachmentOf(answer: unknown, file: File): Attachment | null {
  if (!isObject(answer)) return null;
  const url = webAddress(answer.url);
  if (url === null || url.length > URL_CHARS) return null;
  const { name, type } = answer;
  return {
    url,
    name: fileName(typeof name === "string" && name.trim() ? name : file.name),
    type: label(typeof type === "string" ? type : file.type),
    size: integer(answer.size) ?? file.size,
  };
}
