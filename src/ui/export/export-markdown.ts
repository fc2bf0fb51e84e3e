import type {
  CardEntry,
  Entry,
  MessageEntry,
  NoticeEntry,
  QuestionEntry,
  WorkEntry,
} from "../../session/state/state.js";
import { format } from "../language/strings.js";
import { cardTitle, cardWords } from "../presentation/card-words.js";
import { noticeWords } from "../presentation/error-words.js";
import { askedMessage } from "../presentation/questions.js";
import { agentNameOf, type View } from "../presentation/view.js";
import { visibleText } from "../presentation/visible-text.js";
import type * as markup from "../markup/markup.js";
import { escapeMarkdown, fenced, indented } from "../markup/element-text.js";

/** The code that makes elements of words. It is loaded before this file is used. */
type Markup = typeof markup;

/** This many entries are written in one task. */
const ENTRIES_PER_TASK = 50;

/**
 * A conversation as one markdown document, with every entry in order. The words of others are quoted line by line, and
 * escaped except for the markup that the screen shows too. Only lines outside a quote are this package's: they say who
 * wrote, and when.
 */
export async function exportMarkdown(entries: Iterable<Entry>, view: View, markup: Markup): Promise<string> {
  const sections: string[] = [];
  for (const entry of entries) {
    sections.push(visibleText(section(entry, view, markup)));
    if (sections.length % ENTRIES_PER_TASK === 0) await new Promise((turn) => setTimeout(turn));
  }
  return sections.length > 0 ? `${sections.join("\n\n---\n\n")}\n` : "";
}

function section(entry: Entry, view: View, markup: Markup): string {
  switch (entry.kind) {
    case "message":
      return `${heading(entry, view)}\n\n${quoted(message(entry, view, markup))}`;
    case "notice":
      return quoted(notice(entry, view));
    case "card":
      return quoted(card(entry, view, markup));
    case "work":
      return quoted(work(entry));
    case "question":
      return question(entry, view, markup);
  }
}

function heading({ from, name, time }: MessageEntry, view: View): string {
  const author = from === "agent" ? agentNameOf(view) : name || format(view.strings, `author.${from}`);
  return `**${oneLine(author)}**${time ? `, ${time.toISOString()}` : ""}`;
}

function message({ from, text, seq }: MessageEntry, view: View, markup: Markup): string {
  const elements = markup.wholeMessage(text, from === "agent" ? "markdown" : "plain", view);
  // Footnotes of all messages are those of one document.
  return markup.textOf(elements, "markdown", `${seq ?? 0}-`);
}

/** A question of the agent's, and the answers that it offered. */
function question(entry: QuestionEntry, view: View, markup: Markup): string {
  const asked = askedMessage(entry);
  const options = entry.options.map(({ label }) => `- ${oneLine(label)}`).join("\n");
  const words = [message(asked, view, markup), options].filter(Boolean).join("\n\n");
  return `${heading(asked, view)}\n\n${quoted(words)}`;
}

function notice(entry: NoticeEntry, { agentName, strings }: View): string {
  const words = [noticeWords(strings, entry, agentName), visibleText(entry.text)];
  return words.filter(Boolean).map(escapeMarkdown).join("\n\n");
}

function card(entry: CardEntry, view: View, markup: Markup): string {
  const { href, card } = entry;
  const words =
    cardTitle(entry, view.strings) || visibleText(href ?? "") || format(view.strings, `card.${card}`);
  const name =
    href === null ? oneLine(words) : markup.textOf([markup.createLink(words, href, view)], "markdown");
  return [name, escapeMarkdown(cardWords(entry, view.strings)), folded(entry.payload)]
    .filter(Boolean)
    .join("\n\n");
}

function work({ steps }: WorkEntry): string {
  return steps
    .map(({ label, detail, ok, output }) => {
      const step = `${mark(ok)}${oneLine(`${label} ${detail}`)}`;
      return indented([step, folded(output)].filter(Boolean).join("\n\n"), "- ", "  ");
    })
    .join("\n");
}

/** A text that is folded on the screen. */
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
