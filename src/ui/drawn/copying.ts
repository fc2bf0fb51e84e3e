import { entryAt, type SessionState } from "../../session/state/state.js";
import type { SessionEvent } from "../../wire/events.js";
import type * as markup from "../markup/markup.js";
import { formatDateTime } from "../language/dates.js";
import { cardTitle, cardWords } from "../presentation/card-words.js";
import { noticeWords } from "../presentation/error-words.js";
import { askedMessage } from "../presentation/questions.js";
import { authorName, type Presentation } from "../presentation/presentation.js";

/** The exports of `ui/markup`. The caller passes them once they are loaded. */
type Markup = typeof markup;

/**
 * Copies a selection over several entries as text, with the author and the time of each message.
 *
 * @param isHidden whether a renderer of the host hides the entry of an event
 */
export function copyClean(
  event: ClipboardEvent,
  state: SessionState,
  presentation: Presentation,
  markup: Markup,
  isHidden: (event: SessionEvent | undefined, presentation: Presentation) => boolean,
): void {
  const { strings, agentName } = presentation;
  // A copy cannot wait, so dates are formatted even if they are not drawn yet.
  const locale = presentation.locale || strings.lang;
  const lines = (...written: readonly (string | null)[]) => written.filter(Boolean).join("\n");
  markup.copySelection(event, (index, part) => {
    const entry = entryAt(state, index);
    if (isHidden(entry?.event, presentation)) return "";
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
