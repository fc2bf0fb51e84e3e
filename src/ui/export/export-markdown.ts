import type {
  CardEntry,
  Entry,
  MessageEntry,
  NoticeEntry,
  QuestionEntry,
  WorkEntry,
} from "../../session/state/state.js";
import { cardKind, cardTitle, cardWords } from "../presentation/card-words.js";
import { noticeWords } from "../presentation/error-words.js";
import { askedMessage } from "../presentation/questions.js";
import { authorName, type Presentation } from "../presentation/presentation.js";
import { visibleText } from "../presentation/visible-text.js";
import type { isHidden } from "../entry/custom-rendering.js";
import type * as markup from "../markup/markup.js";
import { escapeMarkdown, fenced, indented } from "../markup/element-text.js";

/** The exports of `ui/markup`. The caller loads that file before it uses this one. */
type Markup = typeof markup;

/** How many entries are read in one task. */
const ENTRIES_PER_TASK = 50;

/**
 * A conversation as one markdown document, with every entry that the screen shows, in order. The content of entries is
 * in quotes, and is escaped except for the markup that the screen shows too. Lines outside of quotes come from this
 * package only: they say who wrote, and when.
 */
export async function exportMarkdown(
  entries: Iterable<Entry>,
  presentation: Presentation,
  markup: Markup,
  hidden: typeof isHidden,
): Promise<string> {
  const sections: string[] = [];
  let read = 0;
  for (const entry of entries) {
    if ((read += 1) % ENTRIES_PER_TASK === 0) await new Promise((turn) => setTimeout(turn));
    if ((entry.kind === "work" && presentation.activity === "none") || hidden(entry.event, presentation))
      continue;
    sections.push(visibleText(section(entry, presentation, markup)));
  }
  return sections.length > 0 ? `${sections.join("\n\n---\n\n")}\n` : "";
}

function section(entry: Entry, presentation: Presentation, markup: Markup): string {
  switch (entry.kind) {
    case "message":
      return `${heading(entry, presentation)}\n\n${quoted(message(entry, presentation, markup))}`;
    case "notice":
      return quoted(notice(entry, presentation));
    case "card":
      return quoted(card(entry, presentation, markup));
    case "work":
      return quoted(work(entry));
    case "question":
      return question(entry, presentation, markup);
  }
}

/** The author and the time. The person is named like everybody else, because others read the document. */
function heading(entry: MessageEntry, presentation: Presentation): string {
  const author = authorName({ ...entry, mine: false }, presentation);
  return `**${oneLine(author)}**${entry.time ? `, ${entry.time.toISOString()}` : ""}`;
}

function message({ from, text, seq }: MessageEntry, presentation: Presentation, markup: Markup): string {
  const elements = markup.wholeMessage(text, from === "agent" ? "markdown" : "plain", presentation);
  // The labels of footnotes get a prefix for each message, because they share one document.
  return markup.textOf(elements, "markdown", `${seq ?? 0}-`);
}

/** A question of the agent, and its options. */
function question(entry: QuestionEntry, presentation: Presentation, markup: Markup): string {
  const asked = askedMessage(entry);
  const options = entry.options.map(({ label }) => `- ${oneLine(label)}`).join("\n");
  const words = paragraphs(message(asked, presentation, markup), options);
  return `${heading(asked, presentation)}\n\n${quoted(words)}`;
}

function notice(entry: NoticeEntry, { agentName, strings }: Presentation): string {
  const words = [noticeWords(strings, entry, agentName), visibleText(entry.text)];
  return paragraphs(...words.map(escapeMarkdown));
}

function card(entry: CardEntry, presentation: Presentation, markup: Markup): string {
  const { href } = entry;
  const words = cardTitle(entry, presentation) || visibleText(href ?? "") || cardKind(entry, presentation);
  const name =
    href === null
      ? oneLine(words)
      : markup.textOf([markup.createLink(words, href, presentation)], "markdown");
  return paragraphs(name, escapeMarkdown(cardWords(entry, presentation)), folded(entry.payload));
}

function work({ steps }: WorkEntry): string {
  return steps
    .map(({ label, detail, ok, output }) => {
      const step = `${mark(ok)}${oneLine(`${label} ${detail}`)}`;
      return indented(paragraphs(step, folded(output)), "- ", "  ");
    })
    .join("\n");
}

/** The texts that are not empty, each as a paragraph. */
function paragraphs(...texts: readonly string[]): string {
  return texts.filter(Boolean).join("\n\n");
}

/** A text that is collapsed on the screen. */
function folded(text: string): string {
  const shown = visibleText(text);
  return shown.trim() && fenced(shown);
}

function mark(ok: boolean | null): string {
  return ok === null ? "" : ok ? "✓ " : "✗ ";
}

function quoted(text: string): string {
  return indented(text.trim(), "> ", "> ");
}

function oneLine(text: string): string {
  return escapeMarkdown(visibleText(text).replace(/\s+/g, " ").trim());
}
