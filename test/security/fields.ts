import type { EventDraft } from "../../server/src/index.js";

/** How many entries of a transcript {@link everyField} makes. */
export const ENTRIES = 10;

/** How many of them {@link markdownFields} makes. */
export const MARKDOWN_ENTRIES = 2;

const agentOf = (text: string) => ({ type: "agent", display: text }) as const;

const turnOf = (id: number) => `turn_${id}`;

/** The events that put one text into the fields that are read as markdown, which the other fields are not. */
export function markdownFields(text: string, id: number): EventDraft[] {
  const message = { type: "agent.message", actor: agentOf(text), turn_id: turnOf(id) };
  return [
    { ...message, body: { text } },
    { ...message, body: { text: insideMarkdown(text) } },
  ];
}

/** The events that put one text into every field of the log that the transcript shows. */
export function everyField(text: string, id: number): EventDraft[] {
  const turn_id = turnOf(id);
  const work = { level: "progress", turn_id, actor: agentOf(text) } as const;
  return [
    ...markdownFields(text, id),
    { type: "user.message", actor: { type: "human", id: "other", display: text }, body: { text } },
    { type: text, actor: { type: "system", display: text }, body: { summary: text } },
    { type: "preview.url", body: { url: text, port: text } },
    { type: "artifact.published", body: { key: text, kind: text, title: text, url: text, status: text } },
    { type: "github.pr.comment", source: text, body: { author: text, text, url: text } },
    { type: "error.task", body: { code: text, message: text } },
    { type: "tool.call", ...work, body: { tool: text, args_summary: text } },
    { type: "exec.completed", ...work, body: { command: text, exit_code: 1, summary: text } },
    { type: "error.model", ...work, body: { code: text, message: text } },
    { type: "agent.thinking", ...work, body: { text } },
    { type: "turn.completed", turn_id, body: { outcome: text, error: { code: text, message: text } } },
  ];
}

/** How many of them {@link featureFields} makes. */
export const FEATURE_ENTRIES = 3;

/** The events that put one text into formulas and code, which the features `math` and `highlight` draw. */
export function featureFields(text: string, id: number): EventDraft[] {
  const line = text.replace(/\s+/g, " ");
  const texts = [
    `$${line}$ and $\\text{${line}}$`,
    `$$\n\\href{${line}}{\\color{${line}}{x}} \\text{${line}}\n$$\n\n\\[${line}\\]`,
    `\`\`\`html\n${text}\n\`\`\`\n\n\`\`\`js\n${text}\n\`\`\``,
  ];
  return texts.map((words) => ({ type: "agent.message", turn_id: turnOf(id), body: { text: words } }));
}

/** The text in each place that markdown has for words: labels, addresses, titles, languages, cells. */
function insideMarkdown(text: string): string {
  const line = text.replaceAll("\n", " ");
  return [
    `[${line}](${line})`,
    `[${line}](https://a.example "${line}")`,
    `![${line}](${line} "${line}")`,
    `[x]: ${line} "${line}"\n\n[x] ![x]`,
    `<${line}>`,
    `# ${line}`,
    `- ${line}\n- [ ] ${line}`,
    `> ${line}`,
    `| ${line} |\n|---|\n| ${line} |`,
    `\`\`\`${line}\n${line}\n\`\`\``,
    `\`${line}\` **${line}** ~~${line}~~ *${line}*`,
  ].join("\n\n");
}
