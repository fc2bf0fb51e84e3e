import type { Delivery, MessageEntry, NoticeEntry } from "../../session/state/state.js";
import type { SessionError } from "../../wire/errors.js";
import { format, type StringKey, type Strings } from "../language/strings.js";
import { agentNameOf } from "./view.js";

/** The end user's words for an error. The error's own `message` is for the developer and is never shown. */
export function errorWords(strings: Strings, error: SessionError): string {
  return format(strings, `error.${error.code}`);
}

/** What became of a message of ours that failed. Given up for want of an answer, nobody knows whether it arrived; one that a question held back had arrived, and was thrown away with it. */
export function failureWords(
  strings: Strings,
  { error, heldId }: Pick<MessageEntry, "error" | "heldId">,
): string {
  if (!error || error.code === "network") return format(strings, "delivery.unsure");
  if (heldId !== undefined && error.code === "question-stale") return format(strings, "delivery.discarded");
  return format(strings, "delivery.failed", { reason: errorWords(strings, error) });
}

/** How far a message of ours has come, and what it waits for: a retry, an answer, the end of a turn. */
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

/** The codes of the wire that have words of their own; some have two names. */
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
 * What a notice says in our own words, before any words of the service. "" for an unknown kind of event:
 * its own text is all there is to say.
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
