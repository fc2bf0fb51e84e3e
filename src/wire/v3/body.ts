import { isObject } from "../json.js";
import { label, str } from "../words.js";

/** An event's own fields: whatever the wire brought under the names that are looked for. */
export type Body = Readonly<Record<string, unknown>>;

/** The readable part of any body. */
export function wordsOf(body: Body): string {
  return str(body.text) || str(body.summary) || str(body.message);
}

/** How an attempt ended by the code it exited with; null when there is none. */
export function succeeded(exitCode: unknown): boolean | null {
  const code = typeof exitCode === "string" && exitCode !== "" ? Number(exitCode) : exitCode;
  return typeof code === "number" && !Number.isNaN(code) ? code === 0 : null;
}

/** The error that a body tells of, as an object or in bare words: its code and its words. */
export function errorIn({ error }: Body): { code: string; words: string } {
  return isObject(error)
    ? { code: label(error.code), words: wordsOf(error) }
    : { code: "", words: str(error) };
}
