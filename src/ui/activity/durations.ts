import { formatTags } from "../language/format-tags.js";

/** A shorter duration is not shown. */
const NOTHING_MS = 50;
/** A shorter duration is shown with tenths of a second. */
const TENTHS_MS = 10_000;

const formats = new Map<string, Intl.NumberFormat>();

function format(lang: string, unit: string, value: number): string {
  const name = `${lang} ${unit}`;
  let known = formats.get(name);
  if (!known) {
    const maximumFractionDigits = 1;
    known = new Intl.NumberFormat(formatTags(lang), {
      style: "unit",
      unit,
      unitDisplay: "short",
      maximumFractionDigits,
    });
    formats.set(name, known);
  }
  return known.format(value);
}

/**
 * A duration in a language: `0.4 sec`, `49 sec`, `1 min 49 sec`; "" for a very short one.
 *
 * @param isWhole whether to show whole seconds only, as a running clock does
 */
export function durationWords(ms: number, lang: string, isWhole = false): string {
  if (ms < NOTHING_MS && !isWhole) return "";
  if (ms < TENTHS_MS && !isWhole) return format(lang, "second", Math.max(0.1, ms / 1000));
  const seconds = Math.floor(ms / 1000 + (isWhole ? 0 : 0.5));
  const parts: readonly (readonly [unit: string, value: number])[] = [
    ["hour", Math.floor(seconds / 3600)],
    ["minute", Math.floor(seconds / 60) % 60],
    ["second", seconds % 60],
  ];
  const shown = parts.filter(([unit, value]) => value > 0 || (unit === "second" && seconds === 0));
  return shown.map(([unit, value]) => format(lang, unit, value)).join(" ");
}
