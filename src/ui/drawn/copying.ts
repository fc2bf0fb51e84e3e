import { at } from "../../session/state/list.js";
import type { SessionState } from "../../session/state/state.js";
import type * as markup from "../markup/markup.js";
import { formatDateTime } from "../language/dates.js";
import { cardTitle, cardWords } from "../presentation/card-words.js";
import { noticeWords } from "../presentation/error-words.js";
import { askedMessage } from "../presentation/questions.js";
import { authorName, type Presentation } from "../presentation/presentation.js";

/** The code that makes elements of words, which is handed in once it is loaded. */
type Markup = typeof markup;

/** Copies a selection over several entries as what was said, by whom and when. */
export function copyClean(
  event: ClipboardEvent,
  { log, pending }: SessionState,
  presentation: Presentation,
  markup: Markup,
): void {
  const { strings, agentName } = presentation;
  // Dates that are not drawn yet are made at once, because a copy is taken at once.
  const locale = presentation.locale || strings.lang;
  const lines = (...written: readonly (string | null)[]) => written.filter(Boolean).join("\n");
  markup.copySelection(event, (index, part) => {
    const entry = index < log.length ? at(log, index) : pending[index - log.length];
    const said = entry?.kind === "question" ? askedMessage(entry) : entry;
    if (said?.kind === "notice") return lines(noticeWords(strings, said, agentName), said.text);
    if (said?.kind === "card")
      return lines(cardTitle(said, presentation), said.href, cardWords(said, presentation));
    if (said?.kind !== "message") return "";
    const format = said.from === "agent" ? "markdown" : "plain";
    const words = markup.textOf(
      part?.childNodes ?? markup.wholeMessage(said.text, format, presentation),
      "plain",
    );
    const time = said.time && formatDateTime(said.time, locale);
    return words.trim() && lines([authorName(said, presentation), time].filter(Boolean).join(", "), words);
  });
}
