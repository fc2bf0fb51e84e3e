import type { Delivery, MessageEntry, NoticeEntry } from "../../session/state/state.js";
import type { SessionError } from "../../wire/errors.js";
import { format, type StringKey, type Strings } from "../language/strings.js";
import { agentNameOf } from "./presentation.js";

/** The text of an error for the end user. The error's own `message` is for developers, and is never shown. */
export function errorWords(strings: Strings, error: SessionError): string {
  return format(strings, `error.${error.code}`);
}

/** Whether what has failed may succeed if the person asks for it once more. */
export function mayPass({ code }: SessionError): boolean {
  return !/^(closed|retired|too-large)$/.test(code);
}

/**
 * The text for a failed message of the person. If the message was given up without an answer, it is not known whether
 * it arrived. If a question held the message, it had arrived, and was discarded with the question.
 */
export function failureWords(
  strings: Strings,
  { error, heldId }: Pick<MessageEntry, "error" | "heldId">,
): string {
  if (!error || error.code === "network") return format(strings, "delivery.unsure");
  if (heldId !== undefined && error.code === "question-stale") return format(strings, "delivery.discarded");
  return format(strings, "delivery.failed", { reason: errorWords(strings, error) });
}

/**
 * The text for the delivery of a message of the person, and for what it waits for: a retry, an answer, or the end of a
 * turn.
 */
export function deliveryWords(
  strings: Strings,
  { error, heldId }: Pick<MessageEntry, "error" | "heldId">,
  delivery: Delivery,
  isQueued = false,
): string {
  const waits = heldId !== undefined ? "held" : isQueued ? "queued" : delivery;
  const words = format(strings, `delivery.${delivery === "sent" ? waits : delivery}`);
  return error ? `${words} · ${errorWords(strings, error)}` : words;
}

/** The texts for the wire's codes of notices. Some codes have two spellings. */
const NOTICES: Readonly<Record<string, StringKey>> = {
  artifact_removed: "notice.artifact_removed",
  budget_exceeded: "notice.budget_exceeded",
  canceled: "notice.canceled",
  cancelled: "notice.canceled",
  deadline_exceeded: "notice.deadline_exceeded",
  error: "notice.failed",
  failed: "notice.failed",
  insufficient_credits: "notice.insufficient_credits",
  max_turns: "notice.max_turns",
  needs_input: "notice.needs_input",
  unreadable: "error.renderer",
};

/**
 * The translated text of a notice, which is shown before any text of the service. "" for an event of an unknown type,
 * which has only its own text.
 */
export function noticeWords(
  strings: Strings,
  { code, tone }: Pick<NoticeEntry, "code" | "tone">,
  agentName: string,
): string {
  if (code === "event") return "";
  const known = Object.hasOwn(NOTICES, code) ? NOTICES[code] : undefined;
  return format(strings, known ?? `notice.${tone}`, { agent: agentNameOf({ agentName, strings }) });
}
