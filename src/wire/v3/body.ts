import { isObject } from "../json.js";
import { label, str } from "../words.js";

/** The body of an event. Its fields depend on the type of the event, and may hold any value. */
export type Body = Readonly<Record<string, unknown>>;

/** The words of a body; "" where it has none. */
export function wordsOf(body: Body): string {
  return str(body.text) || str(body.summary) || str(body.message);
}

/** Whether a command succeeded, by its exit code; null when there is none. */
export function succeeded(exitCode: unknown): boolean | null {
  const code = typeof exitCode === "string" && exitCode !== "" ? Number(exitCode) : exitCode;
  return typeof code === "number" && !Number.isNaN(code) ? code === 0 : null;
}

/** The code and the words of the `error` of a body, which is an object or a string; "" for what is missing. */
export function errorIn({ error }: Body): { code: string; words: string } {
  return isObject(error)
    ? { code: label(error.code), words: wordsOf(error) }
    : { code: "", words: str(error) };
}
