import type { CardFact } from "../../wire/facts.js";
import { spoken } from "../language/spoken.js";
import type { LaterKey, Text } from "../language/strings.js";
import type { Presentation } from "./presentation.js";
import { visibleText } from "./visible-text.js";

/** The texts of cards in English. Each file on demand that shows cards contains them. */
export const ENGLISH = {
  "card.preview": "Preview",
  "card.artifact": "File",
  "card.pull-request": "Pull request",
  "card.source": "Automation",
  "card.payload": "Details",
  "report.checks_completed": "Checks completed",
  "report.review_submitted": "Review submitted",
  "report.comment": "Comment",
  "report.merged": "Merged",
  "report.closed": "Closed",
  "verdict.approved": "Approved",
  "verdict.changes-requested": "Changes requested",
  "verdict.failing": "Failing checks",
} as const satisfies Partial<Record<LaterKey, Text>>;

/** The data of a card. */
export type CardFields = Omit<CardFact, "says">;

type Language = Pick<Presentation, "strings" | "dir">;

/** The text for the kind of a card. */
export function cardKind({ card }: CardFields, language: Language): string {
  return spoken(language, ENGLISH)(`card.${card}`);
}

/** The title of a card: what happened, translated if there is a text for it, and to what it happened. */
export function cardTitle({ code, title }: CardFields, language: Language): string {
  const key = `report.${code}`;
  // "issue_reopened" reads as "Issue reopened".
  const name = code.replace(/[_.]+/g, " ").trim();
  const words = name.charAt(0).toUpperCase() + name.slice(1);
  const isKnown = Object.hasOwn(language.strings, key) || Object.hasOwn(ENGLISH, key);
  const what = isKnown ? spoken(language, ENGLISH)(key as keyof typeof ENGLISH) : words;
  return visibleText([what, title].filter(Boolean).join(" · "));
}

/** The text of a card: the verdict, then the card's own text. */
export function cardWords({ text, verdict }: CardFields, language: Language): string {
  const words = visibleText(text);
  const outcome = verdict ? spoken(language, ENGLISH)(`verdict.${verdict}`) : "";
  return outcome && words ? `${outcome}: ${words}` : outcome || words;
}
