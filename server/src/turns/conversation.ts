import type { EventLog } from "../log/event-log.js";
import type { StoredEvent } from "../log/event.js";
import type { ChatMessage } from "../runtimes/runtime.js";

/** The whole text of a message, or the JSON of one that has no text; of another service's report, its kind and JSON. */
export function textOf(event: StoredEvent, log: EventLog): string {
  const content = log.content(event);
  if (event.type.startsWith("github.")) return `GitHub reports ${event.type}: ${content}`;
  const body = JSON.parse(content) as { text?: unknown; payload?: unknown };
  return typeof body.text === "string" ? body.text : JSON.stringify(body.payload ?? null);
}

/** What the user and the agent said to each other before a seq, oldest first. */
export function conversation(log: EventLog, session: string, before: number): ChatMessage[] {
  return log.conversation(session, before).map((event) => ({
    role: event.type === "agent.message" ? "assistant" : "user",
    text: textOf(event, log),
  }));
}
