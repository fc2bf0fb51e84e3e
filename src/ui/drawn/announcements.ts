import type { SessionEvent } from "../../wire/events.js";
import { at, firstDifference } from "../../session/state/list.js";
import type {
  Connection,
  Entry,
  MessageEntry,
  NoticeEntry,
  SessionState,
  WorkEntry,
  WorkStep,
} from "../../session/state/state.js";
import { cardKind, cardTitle, cardWords } from "../presentation/card-words.js";
import { failureWords, noticeWords } from "../presentation/error-words.js";
import { questionNotice } from "../presentation/questions.js";
import { bannerWords } from "../presentation/status-words.js";
import { spoken } from "../language/spoken.js";
import { format } from "../language/strings.js";
import { agentNameOf, authorName, type Presentation } from "../presentation/presentation.js";
import { visibleText } from "../presentation/visible-text.js";
import { ENGLISH } from "./words.js";

/** A text for screen readers. `urgent`: it is read out at once; else at the next pause. */
export interface Announcement {
  readonly text: string;
  readonly urgent: boolean;
}

/** A drawing: the state that was drawn, and the previously drawn state. */
export interface Drawing {
  readonly before: SessionState;
  readonly after: SessionState;
  readonly presentation: Presentation;
  /** Whether a host's renderer has hidden the entry of an event. */
  readonly isHidden: (event: SessionEvent | undefined, presentation: Presentation) => boolean;
}

/** The longest text of a message that is announced, in UTF-16 code units. The rest can be read in the transcript. */
const MAX_LENGTH_CHARS = 300;

/** If more entries than this are new, only their number is announced. */
const MAX_ENTRIES = 3;

/** The connections after which `live` is announced. */
const LOST: ReadonlySet<Connection> = new Set(["reconnecting", "offline", "unauthorized"]);

/**
 * The announcements of a drawing: changes of the connection, new entries and the agent's work. While a log is read for
 * the first time, only the connection is announced. Of the person's own messages only failed ones are announced.
 */
export function announcements(drawing: Drawing): readonly Announcement[] {
  const { before, after, presentation } = drawing;
  const said = newConnection(before, after, presentation);
  if (!before.caughtUp || !after.caughtUp || before.session !== after.session) return said;
  said.push(...newEntries(drawing), ...newFailures(before, after, presentation));
  if (presentation.activity !== "none") said.push(...newWork(before, after, presentation));
  if (after.turn === "working" && before.turn !== "working") {
    said.push({
      text: format(presentation.strings, "turn.working", { agent: agentNameOf(presentation) }),
      urgent: false,
    });
  }
  return said;
}

/** The announcement of the banner. The banner itself is no live region, because its countdown changes each second. */
function newConnection(
  before: SessionState,
  after: SessionState,
  presentation: Presentation,
): Announcement[] {
  if (before.connection === after.connection) return [];
  const back = after.connection === "live" && LOST.has(before.connection);
  const text = back ? spoken(presentation, ENGLISH)("announce.live") : bannerWords(after, presentation);
  return text ? [{ text, urgent: false }] : [];
}

function newEntries({ before, after, presentation, isHidden }: Drawing): Announcement[] {
  // Earlier pages of the log are not announced.
  if (before.log.first !== after.log.first) return [];
  const fresh: Entry[] = [];
  for (let i = firstDifference(before.log, after.log); i < after.log.length; i += 1) {
    const entry = at(after.log, i) as Entry;
    const known = at(before.log, i);
    const isNew = (entry.seq ?? 0) > before.lastSeq || isStreaming(known, entry.key);
    if (isNew && !isStreaming(entry)) fresh.push(entry);
    else if (isAsking(entry) && known?.key === entry.key && !isAsking(known))
      fresh.push({ ...entry, text: "" });
  }
  const said = fresh
    .filter(({ event }) => !isHidden(event, presentation))
    .map((entry) => entryWords(entry, presentation))
    .filter((words) => words !== null);
  const urgent = said.filter((announcement) => announcement.urgent);
  const calm = said.filter((announcement) => !announcement.urgent);
  if (calm.length <= MAX_ENTRIES) return said;
  return [
    { text: format(presentation.strings, "transcript.unread", { count: calm.length }), urgent: false },
    ...urgent,
  ];
}

/** Whether a message is a question of the agent. */
function isAsking(entry: Entry): entry is MessageEntry {
  return entry.kind === "message" && entry.asks === true;
}

/** Whether the text of an entry is still growing. It is announced when it is complete. */
function isStreaming(entry: Entry | undefined, key = entry?.key): boolean {
  return entry?.kind === "message" && entry.streaming && entry.key === key;
}

function entryWords(entry: Entry, presentation: Presentation): Announcement | null {
  switch (entry.kind) {
    case "message": {
      if (entry.mine) return null;
      if (entry.asks)
        return spokenNotice({ ...entry, kind: "notice", tone: "info", code: "needs_input" }, presentation);
      const values = { author: authorName(entry, presentation), text: spokenText(entry.text) };
      return { text: spoken(presentation, ENGLISH)("announce.message", values), urgent: false };
    }
    case "notice":
      return spokenNotice(entry, presentation);
    case "question":
      return spokenNotice(questionNotice(entry), presentation);
    case "card": {
      const words = [cardTitle(entry, presentation), spokenText(cardWords(entry, presentation))].filter(
        Boolean,
      );
      return { text: `${cardKind(entry, presentation)}: ${words.join(". ")}`, urgent: false };
    }
    case "work":
      return null;
  }
}

function spokenNotice(entry: NoticeEntry, presentation: Presentation): Announcement | null {
  const words =
    `${noticeWords(presentation.strings, entry, presentation.agentName)} ${spokenText(entry.text)}`.trim();
  return words ? { text: words, urgent: entry.tone === "error" || entry.code === "needs_input" } : null;
}

/** During a turn, the current step is announced at most once in this time. */
const STEP_EVERY_MS = 30_000;

/** The announcements of a turn's work: the current step from time to time, and at the end the number of steps. */
function newWork(before: SessionState, after: SessionState, presentation: Presentation): Announcement[] {
  const said: string[] = [];
  if (before.log.first !== after.log.first) return [];
  for (let i = firstDifference(before.log, after.log); i < after.log.length; i += 1) {
    const [known, entry] = [at(before.log, i), at(after.log, i)];
    if (entry?.kind !== "work" || known?.kind !== "work" || known.key !== entry.key) continue;
    if (known.state !== "running") continue;
    if (entry.state !== "running")
      said.push(spoken(presentation, ENGLISH)("work.did", { count: entry.steps.length }));
    else if (lapOf(entry) > lapOf(known)) said.push(stepWords(entry.steps.at(-1)));
  }
  return said.filter(Boolean).map((text) => ({ text, urgent: false }));
}

/** In which interval of {@link STEP_EVERY_MS} since the start of the turn the last step began. */
function lapOf({ startedAt, steps }: WorkEntry): number {
  const began = steps.at(-1)?.startedAt;
  return began && startedAt ? Math.floor((began.getTime() - startedAt.getTime()) / STEP_EVERY_MS) : 0;
}

function stepWords(step: WorkStep | undefined): string {
  return step ? spokenText(`${step.label} ${step.detail}`) : "";
}

function newFailures(before: SessionState, after: SessionState, presentation: Presentation): Announcement[] {
  if (before.pending === after.pending) return [];
  const known = new Set(before.pending.filter(({ delivery }) => delivery === "failed").map(({ key }) => key));
  return after.pending
    .filter(({ delivery, key }) => delivery === "failed" && !known.has(key))
    .map((entry) => {
      const reason = failureWords(presentation.strings, entry);
      return { text: spoken(presentation, ENGLISH)("announce.failed", { reason }), urgent: true };
    });
}

/**
 * The text of a message without markdown syntax, cut at {@link MAX_LENGTH_CHARS}. A heading, a paragraph or an item of a
 * list that ends with a word gets a full stop, because a screen reader would read it as one sentence with the next one.
 */
function spokenText(markdown: string): string {
  const text = visibleText(markdown.slice(0, 2 * MAX_LENGTH_CHARS))
    .replace(/^[^\S\n]*(```|~~~).*$/gm, "")
    .replace(/!?\[([^[\]]*)\]\([^()]*\)|\[\^[^\s[\]]+\](?!:)/g, "$1")
    .replace(/^[^\S\n]*(?:[-*+>#]+|\d+\.) /gm, "\n")
    .replace(/^[ |:-]+$/gm, "")
    .replace(/[*_`~|]+/g, " ")
    .trim()
    .replace(/([\p{L}\p{M}\p{N}])\s*\n\s*\n/gu, "$1. ")
    .replace(/\s+/g, " ");
  return text.length <= MAX_LENGTH_CHARS ? text : `${text.slice(0, MAX_LENGTH_CHARS)}…`;
}
