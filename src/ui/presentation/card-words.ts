import type { CardEntry } from "../../session/state/state.js";
import { format, type StringKey, type Strings } from "../language/strings.js";
import { visibleText } from "./visible-text.js";

/** The title of a card: what happened, in the person's language where a text for it exists, and to what. */
export function cardTitle({ code, title }: CardEntry, strings: Strings): string {
  const key = `report.${code}`;
  // "issue_reopened" reads as "Issue reopened".
  const name = code.replace(/[_.]+/g, " ").trim();
  const words = name.charAt(0).toUpperCase() + name.slice(1);
  const what = Object.hasOwn(strings, key) ? format(strings, key as StringKey) : words;
  return visibleText([what, title].filter(Boolean).join(" · "));
}

/** The words of a card: the verdict, then the text. */
export function cardWords({ text, verdict }: CardEntry, strings: Strings): string {
  const words = visibleText(text);
  const outcome = verdict ? format(strings, `verdict.${verdict}`) : "";
  return outcome && words ? `${outcome}: ${words}` : outcome || words;
}
