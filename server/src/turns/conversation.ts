import type { StoredEvent } from "../log/event.js";
import type { ChatMessage } from "../runtimes/runtime.js";
import type { EventStore } from "../store/events.js";

/**
 * The whole text of a message; the JSON of an event without a text; for a report of another service, its kind and
 * JSON.
 */
export async function textOf(event: StoredEvent, events: EventStore): Promise<string> {
  const content = await events.content(event);
  if (event.type.startsWith("github.")) return `GitHub reports ${event.type}: ${content}`;
  const body = JSON.parse(content) as { text?: unknown; payload?: unknown };
  return typeof body.text === "string" ? body.text : JSON.stringify(body.payload ?? null);
}

/** The messages of the user and the agent before a seq, oldest first. */
export async function conversation(
  events: EventStore,
  session: string,
  before: number,
): Promise<ChatMessage[]> {
  const said: ChatMessage[] = [];
  for (const event of await events.conversation(session, before)) {
    const role = event.type === "agent.message" ? "assistant" : "user";
    said.push({ role, text: await textOf(event, events) });
  }
  return said;
}
