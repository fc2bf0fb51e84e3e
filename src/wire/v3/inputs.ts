/*
 * The inputs of a v3 log: messages of people, requests over HTTP, and reports of GitHub.
 */
import type { SessionEvent } from "../events.js";
import type { Fact } from "../facts.js";
import { isObject } from "../json.js";
import { printed, str } from "../words.js";
import { wordsOf } from "./body.js";
import { card, message } from "./facts.js";

/** Whether an event is an input for the agent, which wakes a turn. */
export function isInput({ type }: SessionEvent): boolean {
  return type === "user.message" || type === "http.request" || type.startsWith("github.");
}

/** Whether an input came by a hook of the service, and not from a person. */
function isTriggered({ actor, refs }: SessionEvent): boolean {
  return actor?.type === "trigger" || (isObject(refs?.http) && str(refs.http.hook_id) !== "");
}

/** The words of an input that came over HTTP; "" where it has none. */
function payloadWords(payload: unknown): string {
  if (!isObject(payload)) return str(payload);
  return str(payload.text) || str(payload.input) || str(payload.message);
}

/** The fact of an input; null when it shows nothing. `body.text` may be an object, where a backend sends one. */
export function inputFact(event: SessionEvent): Fact | null {
  const { actor, body } = event;
  const payload = event.type === "http.request" ? body.payload : undefined;
  const words = payloadWords(payload) || wordsOf(body);
  if (isTriggered(event)) {
    const title =
      actor?.display || str(body.title) || str(isObject(payload) && payload.title) || event.source;
    return card(event, "source", title ?? "", words, isObject(payload) ? { payload: printed(payload) } : {});
  }
  const text = words || printed(payload ?? body.text);
  if (text === "" && event.content_ref === null) return null;
  return message(event, "user", text, isObject(payload) ? payload.refs : event.refs);
}
