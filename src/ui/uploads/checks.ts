import { warnOnce } from "../page/warn.js";

/** The limits that a host sets for files. */
export interface Limits {
  /**
   * A list like the attribute `accept` of a file input: file extensions, media types, `image/*`. "" accepts every file.
   */
  readonly accept: string;
  /** The most bytes of one file. */
  readonly maxFileSize: number;
  /** The most files of one message. */
  readonly maxFiles: number;
}

/** A limit that a host sets. Warns about any value but a number from 0, and returns `otherwise`. */
export function limitOf<Name extends "maxFiles" | "maxFileSize">(
  host: { readonly [name in Name]: number | null | undefined },
  name: Name,
  otherwise: number,
): number {
  const limit = host[name] ?? otherwise;
  if (limit >= 0) return limit;
  warnOnce(`${name} is not a number from 0; it is ignored.`);
  return otherwise;
}

/** Why a file is not accepted: the key of the text that says so. */
export type Refusal = "upload.too-many" | "upload.too-large" | "upload.wrong-type" | "upload.empty";

/** Why a file is not accepted; null if it is. `count`: how many files the message has already. */
export function refusalOf(
  file: Pick<File, "name" | "size" | "type">,
  count: number,
  limits: Limits,
): Refusal | null {
  if (file.size === 0) return "upload.empty";
  if (!accepts(limits.accept, file)) return "upload.wrong-type";
  if (file.size > limits.maxFileSize) return "upload.too-large";
  return count >= limits.maxFiles ? "upload.too-many" : null;
}

/** Whether `accept` allows a file, by the rules of a file input. */
function accepts(accept: string, { name, type }: Pick<File, "name" | "type">): boolean {
  const tokens = accept
    .toLowerCase()
    .split(",")
    .map((token) => token.trim())
    .filter(Boolean);
  if (tokens.length === 0) return true;
  const [media = ""] = type.toLowerCase().split(";");
  return tokens.some((token) => {
    if (token.startsWith(".")) return name.toLowerCase().endsWith(token);
    if (token === "*" || token === "*/*") return true;
    if (token.endsWith("/*")) return media.startsWith(token.slice(0, -1));
    return token === media;
  });
}
