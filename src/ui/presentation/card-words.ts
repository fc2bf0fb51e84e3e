import type { CardFact } from "../../wire/facts.js";
import { spoken } from "../language/spoken.js";
import type { LaterKey, Text } from "../language/strings.js";
import type { Presentation } from "./presentation.js";
import { visibleText } from "./visible-text.js";

/** The words of cards in English, for each of the files on demand that speak them. */
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

/** What a card shows. */
export type CardFields = Omit<CardFact, "says">;

type Language = Pick<Presentation, "strings" | "dir">;

/** The kind of a card. */
export function cardKind({ card }: CardFields, language: Language): string {
  return spoken(language, ENGLISH)(`card.${card}`);
}

/** The title of a card: what happened, in the person's language where a text for it exists, and to what. */
export function cardTitle({ code, title }: CardFields, language: Language): string {
  const key = `report.${code}`;
  // "issue_reopened" reads as "Issue reopened".
  const name = code.replace(/[_.]+/g, " ").trim();
  const words = name.charAt(0).toUpperCase() + name.slice(1);
  const isKnown = Object.hasOwn(language.strings, key) || Object.hasOwn(ENGLISH, key);
  const what = isKnown ? spoken(language, ENGLISH)(key as keyof typeof ENGLISH) : words;
  return visibleText([what, title].filter(Boolean).join(" · "));
}

/** The words of a card: the verdict, then the text. */
export function cardWords({ text, verdict }: CardFields, language: Language): string {
  const words = visibleText(text);
  const outcome = verdict ? spoken(language, ENGLISH)(`verdict.${verdict}`) : "";
  return outcome && words ? `${outcome}: ${words}` : outcome || words;
}
