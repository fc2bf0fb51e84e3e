import type { SessionEvent } from "../events.js";
import { isObject } from "../../wire/v3/parse-event.js";
import { printed, str, wordsOf } from "./body.js";
import { card, message, type Meaning } from "./meaning.js";

/** Whether an event is something put in for the agent to take up: it wakes a turn. */
export function isInput({ type }: SessionEvent): boolean {
  return type === "user.message" || type === "http.request" || type.startsWith("github.");
}

/** Whether an input came by a hook of the service: no person has written it. */
function isTriggered({ actor, refs }: SessionEvent): boolean {
  return actor?.type === "trigger" || (isObject(refs?.http) && str(refs.http.hook_id) !== "");
}

/** An input that came over HTTP: its words where it has some. */
function payloadWords(payload: unknown): string {
  if (!isObject(payload)) return str(payload);
  return str(payload.text) || str(payload.input) || str(payload.message);
}

/** What somebody, or something, put in. `body.text` may be an object where a backend passes on what it was given. */
export function inputMeaning(event: SessionEvent, viewer: string | null): Meaning {
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
  const mine = viewer === null ? actor?.type !== "agent" : actor?.id === viewer;
  return { kind: "entry", entry: message(event, "user", text, mine) };
}
