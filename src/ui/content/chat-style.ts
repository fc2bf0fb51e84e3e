import type { CSSResult, ReactiveControllerHost } from "lit";
import { RootStyle } from "../page/root-style.js";
import { contentSheet, printSheet } from "../styles/content-sheets.js";
import { styles } from "../styles/styles.js";
import { loadedMarkdown, loadMarkdown } from "./markdown-loader.js";

/** Styles a chat in whichever document it is. */
export function styleChat(chat: ReactiveControllerHost & Element): void {
  new RootStyle(chat, styles, { complete: loadMarkdown, textOf });
}

/** The rules of a style sheet. Those for text come with the markdown code. */
function textOf(sheet: CSSResult): string {
  const rules = loadedMarkdown()?.CONTENT_RULES;
  if (sheet === contentSheet) return rules?.content ?? "";
  return sheet === printSheet ? (rules?.print ?? "") : sheet.cssText;
}
