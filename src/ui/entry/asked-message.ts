import type { MessageEntry, QuestionEntry } from "../../session/state/state.js";

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
