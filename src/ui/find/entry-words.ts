import type { Entry, WorkStep } from "../../session/state/state.js";
import type { blockWords, Footnotes, markdownStep } from "../markdown/markdown.js";
import { shownAttachments, withoutLinks } from "../attachments/links.js";
import { cardKind, cardTitle, cardWords } from "../presentation/card-words.js";
import { noticeWords } from "../presentation/error-words.js";
import { stepEnd } from "../presentation/step-end.js";
import type { Presentation } from "../presentation/presentation.js";
import {
  MAX_DETAIL_CHARS,
  MAX_FOLDED_CHARS,
  visibleText,
  withoutTerminalCodes,
} from "../presentation/visible-text.js";
import { BLOCK_END } from "./folding.js";

/** The functions that read the text of markdown. */
export interface MarkdownReader {
  readonly markdownStep: typeof markdownStep;
  readonly blockWords: typeof blockWords;
}

/** Matches one line that markdown shows unchanged, because it has no markup, no URL and no character reference. */
const PLAIN = /^(?!\s{4}|\s*(?:[-+=]|\d+[.)]))[^\\`*_~[\]<>#|&@:$\n\t]*$/;

/**
 * The text of an entry, shown or collapsed, without that of its buttons. It comes in pieces, each short enough to be
 * read in one task.
 */
export function* entryWords(
  entry: Entry,
  presentation: Presentation,
  markdown: MarkdownReader | null,
): Generator<string, void, undefined> {
  const { strings } = presentation;
  switch (entry.kind) {
    case "message":
    case "question": {
      const isAgents = entry.kind === "question" || entry.from === "agent";
      const files = (entry.kind === "message" && entry.attachments) || [];
      const text = withoutLinks(entry.text, files);
      yield* isAgents && markdown
        ? markdownWords(text, markdown, presentation.makeMath !== null)
        : plainWords(text);
      yield* shownAttachments(files).map(({ name, url }) => visibleText(name) || url);
      return;
    }
    case "notice":
      yield noticeWords(strings, entry, presentation.agentName);
      yield* plainWords(entry.text);
      return;
    case "card":
      yield cardKind(entry, presentation);
      yield cardTitle(entry, presentation);
      yield* plainWords(cardWords(entry, presentation));
      yield visibleText(entry.payload.slice(0, MAX_FOLDED_CHARS));
      return;
    case "work":
      if (presentation.activity !== "none") yield* entry.steps.map(stepWords);
  }
}

/** The text of a step: its row, and the output below it. */
function stepWords({ label, detail, output }: WorkStep): string {
  const line = `${visibleText(label)} ${visibleText(detail.slice(0, MAX_DETAIL_CHARS))}`;
  return line + BLOCK_END + visibleText(output.slice(0, MAX_FOLDED_CHARS));
}

/** Whether a part of a message's text has not been read yet. */
export function isMissingWords(entry: Entry): boolean {
  return entry.kind === "message" && !entry.streaming && (entry.text === "" || entry.isPartial === true);
}

function* plainWords(text: string): Generator<string, void, undefined> {
  for (let rest = withoutTerminalCodes(text); rest;) {
    const end = stepEnd(rest);
    yield visibleText(rest.slice(0, end));
    rest = rest.slice(end);
  }
}

function* markdownWords(
  text: string,
  { markdownStep, blockWords }: MarkdownReader,
  hasMath: boolean,
): Generator<string, void, undefined> {
  if (text.length < 1000 && PLAIN.test(text)) return void (yield visibleText(text.trim()));
  let known: Footnotes | null | undefined;
  for (let rest = withoutTerminalCodes(text); rest;) {
    const step = markdownStep(rest, hasMath, known);
    known = step.footnotes;
    yield blockWords(step.blocks, BLOCK_END);
    // A step that does not shorten the text would repeat without end, so the rest is read as plain text.
    if (step.rest.length >= rest.length) return yield* plainWords(step.rest);
    rest = step.rest;
  }
}
