import type { NoticeEntry, QuestionEntry } from "../../session/state/state.js";

/** A question as a notice, which says that an answer is waited for. */
export function questionNotice({ text, options, ...entry }: QuestionEntry): NoticeEntry {
  const lines = [text, ...options.map(({ label }) => `- ${label}`)];
  return { ...entry, kind: "notice", tone: "info", code: "needs_input", text: lines.join("\n") };
}
