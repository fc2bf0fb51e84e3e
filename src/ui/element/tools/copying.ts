import { at } from "../../../session/state/list.js";
import type { SessionState } from "../../../session/state/state.js";
import { loadedMarkdown } from "../../content/markdown-loader.js";
import { askedMessage } from "../../entry/asked-message.js";
import { formatDateTime } from "../../language/dates.js";
import { cardTitle, cardWords } from "../../presentation/card-words.js";
import { noticeWords } from "../../presentation/error-words.js";
import { authorName, type View } from "../../presentation/view.js";

/** Copies a selection over several entries as what was said, by whom and when. */
export function copyClean(event: ClipboardEvent, { log, pending }: SessionState, view: View): void {
  const markup = loadedMarkdown();
  const { strings, agentName } = view;
  // Dates that are not drawn yet are made at once, because a copy is taken at once.
  const locale = view.locale || strings.lang;
  const lines = (...written: readonly (string | null)[]) => written.filter(Boolean).join("\n");
  markup?.copySelection(event, (index, part) => {
    const entry = index < log.length ? at(log, index) : pending[index - log.length];
    const said = entry?.kind === "question" ? askedMessage(entry) : entry;
    if (said?.kind === "notice") return lines(noticeWords(strings, said, agentName), said.text);
    if (said?.kind === "card") return lines(cardTitle(said, strings), said.href, cardWords(said, strings));
    if (said?.kind !== "message") return "";
    const format = said.from === "agent" ? "markdown" : "plain";
    const words = markup.textOf(part?.childNodes ?? markup.wholeMessage(said.text, format, view), "plain");
    const time = said.time && formatDateTime(said.time, locale);
    return words.trim() && lines([authorName(said, view), time].filter(Boolean).join(", "), words);
  });
}
