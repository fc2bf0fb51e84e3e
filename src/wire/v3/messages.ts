/*
 * What is asked of the API once the log has been read: posts of messages, and bodies that were too large for the log.
 */
import { SessionError } from "../errors.js";
import type { SessionEvent } from "../events.js";
import { fromJson, integer, isObject, text, toJson } from "../json.js";
import type { Accepted, Credentials, PostOptions } from "../wire.js";
import type { Client } from "./client.js";

/** Posts a message. A second post with the same key is answered with the same event. */
export async function post(client: Client, options: PostOptions): Promise<Accepted> {
  const { text: message, refs, key, signal } = options;
  const content = refs ? { envelope: { id: key, text: message, refs } } : { text: message };
  const body = toJson({ ...content, idempotency_key: key });
  const answer = await client.json(options, "/messages", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body,
    signal,
    // Browsers let a request outlive its page only up to 64 KiB, and refuse larger ones outright.
    keepalive: body.length * 3 < 64 * 1024,
  });
  const event = isObject(answer.event) ? answer.event : {};
  const id = text(event.id);
  const seq = integer(event.seq);
  if (id === null || seq === null) {
    throw new SessionError("protocol", "The answer to a post names no event.", { retryable: true });
  }
  const head = isObject(answer.session) ? integer(answer.session.head) : null;
  return { id, seq, turnId: null, heldId: null, head };
}

/** The event with its whole body in place of the part that the log has. */
export async function whole(
  client: Client,
  { event, ...options }: Credentials & { event: SessionEvent; signal: AbortSignal },
): Promise<SessionEvent> {
  const path = `/events/${encodeURIComponent(event.id)}/content`;
  const response = await client.request(options, path, { signal: options.signal });
  const content = await client.text(response, options.signal);
  // A gateway may answer with a web page or with nothing. The service itself labels no body as HTML.
  if (!content || /^text\/html\b/i.test(response.headers.get("content-type") ?? "")) {
    const status = { status: response.status, retryable: true };
    throw new SessionError("protocol", "A body was answered with a web page.", status);
  }
  return withContent(event, content);
}

/**
 * An event with its whole body in place of the part that the log has.
 *
 * @param content the whole body: a JSON object, or the whole of `body.text`, which begins like the part in the log.
 */
export function withContent(event: SessionEvent, content: string): SessionEvent {
  const partial = text(event.body.text);
  const isText = partial !== null && content.startsWith(partial.slice(0, 64));
  const body = isText ? null : bodyIn(content);
  return { ...event, body: body ?? { ...event.body, text: content }, body_truncated: false };
}

function bodyIn(content: string): SessionEvent["body"] | null {
  try {
    const body: unknown = fromJson(content);
    return isObject(body) ? body : null;
  } catch {
    return null;
  }
}
