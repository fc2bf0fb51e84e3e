import type { CardEntry, Entry, MessageEntry, NoticeEntry, WorkEntry } from "./state.js";

/** What to call those who have no name of their own. */
export interface ExportNames {
  readonly agent: string;
  readonly user: string;
}

/**
 * A conversation as one markdown document, every entry in order: who and when as a heading line, then the
 * words as they were written.
 */
export function exportMarkdown(entries: Iterable<Entry>, names: ExportNames): string {
  const sections: string[] = [];
  for (const entry of entries) sections.push(section(entry, names));
  return sections.length > 0 ? `${sections.join("\n\n---\n\n")}\n` : "";
}

function section(entry: Entry, names: ExportNames): string {
  switch (entry.kind) {
    case "message":
      return headed(entry, authorOf(entry, names), entry.text);
    case "notice":
      return quoted(notice(entry));
    case "card":
      return quoted(card(entry));
    case "work":
      return quoted(work(entry));
  }
}

function headed({ time }: Entry, author: string, text: string): string {
  const when = time ? `, ${time.toISOString()}` : "";
  return `**${oneLine(author)}**${when}\n\n${closeFence(text.trim())}`;
}

function authorOf({ from, name }: MessageEntry, names: ExportNames): string {
  if (from === "agent") return names.agent;
  return name || (from === "user" ? names.user : "");
}

function notice({ code, text }: NoticeEntry): string {
  return text || code;
}

function card({ title, text, href }: CardEntry): string {
  const name = escaped(oneLine(title || href || ""));
  const linked = href ? `[${name}](<${href.replace(/[<>\s]/g, encodeURIComponent)}>)` : name;
  return text ? `${linked}\n\n${text}` : linked;
}

function work({ steps }: WorkEntry): string {
  return steps.map(({ label, detail, ok }) => `- ${mark(ok)}${oneLine(`${label} ${detail}`)}`).join("\n");
}

function mark(ok: boolean | null): string {
  return ok === null ? "" : ok ? "✓ " : "✗ ";
}

function quoted(text: string): string {
  return text
    .trim()
    .split("\n")
    .map((line) => `> ${line}`)
    .join("\n");
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function escaped(text: string): string {
  return text.replace(/[\\[\]]/g, "\\$&");
}

/** A code block that was cut off must not swallow what follows it. */
function closeFence(text: string): string {
  let open = "";
  for (const [, marks = "", info = ""] of text.matchAll(/^ {0,3}(`{3,}|~{3,})([^\n]*)$/gm)) {
    if (!open) open = marks;
    else if (marks[0] === open[0] && marks.length >= open.length && !info.trim()) open = "";
  }
  return open ? `${text}\n${open}` : text;
}
