import type { EventLog } from "../log/event-log.js";
import type { StoredEvent } from "../log/event.js";
import type { ChatMessage } from "../runtimes/runtime.js";

const PAGE = 500;

/** The whole text of a message, or the JSON of one that has no text. */
export function textOf(event: StoredEvent, log: EventLog): string {
  const body = JSON.parse(log.content(event)) as { text?: unknown; payload?: unknown };
  return typeof body.text === "string" ? body.text : JSON.stringify(body.payload ?? null);
}

/** What the user and the agent said to each other before a seq, oldest first. */
export function conversation(log: EventLog, session: string, before: number): ChatMessage[] {
  const messages: ChatMessage[] = [];
  let after = 0;
  for (;;) {
    const page = log.read(session, after, { rank: 0, type: null, turn: null }, PAGE);
    for (const event of page) {
      if (event.seq >= before) return messages;
      if (event.type === "agent.message") messages.push({ role: "assistant", text: textOf(event, log) });
      if (event.type === "user.message" || event.type === "http.request") {
        messages.push({ role: "user", text: textOf(event, log) });
      }
    }
    if (page.length < PAGE) return messages;
    after = page.at(-1)!.seq;
  }
}
