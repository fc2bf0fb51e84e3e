import { label } from "../../wire/words.js";
import { ownDocument } from "../page/own-document.js";
import { visibleText } from "../presentation/visible-text.js";

/** The absolute http or https URL of a value that may be relative to the page; null for any other value. */
export function webAddress(value: unknown): string | null {
  if (typeof value !== "string" || value.trim() === "") return null;
  try {
    const { href, protocol, username, password } = new URL(value, ownDocument("baseURI"));
    return /^https?:$/.test(protocol) && !username && !password ? href : null;
  } catch {
    return null;
  }
}

/** A file's name as it is shown and sent: one line without invisible characters. */
export function fileName(name: string): string {
  return label(visibleText(name).replace(/\s+/g, " ").trim() || "file");
}
