import { isObject } from "../json.js";
import { label, str } from "../words.js";

/** The fields of an event's type, of any shape. */
export type Body = Readonly<Record<string, unknown>>;

/** The readable part of any body. */
export function wordsOf(body: Body): string {
  return str(body.text) || str(body.summary) || str(body.message);
}

/** Whether a command succeeded, by its exit code; null when there is none. */
export function succeeded(exitCode: unknown): boolean | null {
  const code = typeof exitCode === "string" && exitCode !== "" ? Number(exitCode) : exitCode;
  return typeof code === "number" && !Number.isNaN(code) ? code === 0 : null;
}

/** The error of a body, which is an object or a string: its code and its words. */
export function errorIn({ error }: Body): { code: string; words: string } {
  return isObject(error)
    ? { code: label(error.code), words: wordsOf(error) }
    : { code: "", words: str(error) };
}
