import type { Delivery, MessageEntry, NoticeEntry } from "../../session/state/state.js";
import type { SessionError } from "../../wire/errors.js";
import { format, type StringKey, type Strings } from "../language/strings.js";
import { agentNameOf } from "./presentation.js";

/** An error in words for the end user. The error's own `message` is for developers, and is never shown. */
export function errorWords(strings: Strings, error: SessionError): string {
  return format(strings, `error.${error.code}`);
}

/**
 * The words for a message of ours that failed. Of one that was given up without an answer, nobody knows whether it
 * arrived. One that was held for a question had arrived, and was discarded with the question.
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
 * The words for how far a message of ours has come, and for what it waits for: a retry, an answer, the end of a turn.
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

/** The texts for codes of the wire; some codes have two spellings. */
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
 * The words of a notice in the person's language, which stand before any text of the service. "" for an event of an
 * unknown type, which is shown by its own text alone.
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
