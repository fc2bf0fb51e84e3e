import { formatTags } from "../language/format-tags.js";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** A size in a fitting unit, in the format of the language: "2.4 MB". */
export function sizeWords(bytes: number, lang: string): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(bytes, 1)) / 3)));
  const options = {
    style: "unit",
    unit: UNITS[power],
    unitDisplay: power === 0 ? "long" : "short",
    maximumFractionDigits: power > 1 ? 1 : 0,
  } as const;
  return (bytes / 1000 ** power).toLocaleString(formatTags(lang), options);
}

/** The kind of a file, from the extension of its name, else from its media type: "PDF"; "" if neither has one. */
export function kindOf({ name, type }: { readonly name: string; readonly type: string }): string {
  const ending =
    /\.([a-z\d]{1,5})$/i.exec(name)?.[1] ?? /^\w+\/(?:x-)?([a-z\d]{1,8})$/i.exec(type)?.[1] ?? "";
  return ending.toUpperCase();
}

/**
 * A text between Unicode's isolate characters, so that it keeps its own direction in a sentence of another direction.
 */
export function isolated(text: string): string {
  return `\u2068${text}\u2069`;
}

/** The kind and the size of a file in one line. */
export function factsOf(
  file: { readonly name: string; readonly type: string; readonly size: number | null },
  lang: string,
): string {
  const facts = [kindOf(file), file.size === null ? "" : sizeWords(file.size, lang)].filter(Boolean);
  // Each part is isolated, because the unit may be Arabic while the kind is Latin.
  return facts.map(isolated).join(" · ");
}
