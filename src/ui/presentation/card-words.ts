import type { CardEntry } from "../../session/state/state.js";
import { format, type Strings } from "../language/strings.js";
import { visibleText } from "./visible-text.js";

/** What is said on a card: how it came out, then in whose words or of what. */
export function cardWords({ text, verdict }: CardEntry, strings: Strings): string {
  const words = visibleText(text);
  const outcome = verdict ? format(strings, `verdict.${verdict}`) : "";
  return outcome && words ? `${outcome}: ${words}` : outcome || words;
}
