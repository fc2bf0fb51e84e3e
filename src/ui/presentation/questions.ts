import type { MessageEntry, NoticeEntry, QuestionEntry } from "../../session/state/state.js";

/** A question as a notice that the agent waits for an answer. */
export function questionNotice({ text, options, ...entry }: QuestionEntry): NoticeEntry {
  const lines = [text, ...options.map(({ label }) => `- ${label}`)];
  return { ...entry, kind: "notice", tone: "info", code: "needs_input", text: lines.join("\n") };
}

/** A question as a message of the agent. */
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
