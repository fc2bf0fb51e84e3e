import type { MessageEntry, NoticeEntry, QuestionEntry } from "../../session/state/state.js";

/** A question as a notice, which says that an answer is waited for. */
export function questionNotice({ text, options, ...entry }: QuestionEntry): NoticeEntry {
  const lines = [text, ...options.map(({ label }) => `- ${label}`)];
  return { ...entry, kind: "notice", tone: "info", code: "needs_input", text: lines.join("\n") };
}

/** A question as the agent's message that it is. */
export function askedMessage({ text, ...entry }: QuestionEntry): MessageEntry {
  const said = {
    from: "agent",
    name: "",
    mine: false,
    delivery: null,
    error: null,
    streaming: false,
  } as const;
  return { ...entry, ...said, kind: "message", text };
}
