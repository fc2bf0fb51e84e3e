import type { SessionEvent } from "../../wire/events.js";
import type { Entry, MessageEntry, NoticeEntry, WorkStep } from "./state.js";

/** What an event means for the transcript: an entry of its own, a step of its turn's work, or nothing. */
export type Meaning =
  | { readonly kind: "entry"; readonly entry: Entry }
  | { readonly kind: "step"; readonly step: WorkStep }
  | null;

type Body = SessionEvent["body"];

/** Turn endings that need no remark. */
const QUIET = new Set(["completed", "quiescent", ""]);
const LIMITS = new Set(["budget_exceeded", "deadline_exceeded", "max_turns"]);

function str(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The readable part of any body. */
function wordsOf(body: Body): string {
  return str(body.text) || str(body.summary) || str(body.message);
}

/** An input that came over HTTP: its words where it has some, else the JSON itself. */
function payloadText(payload: unknown): string {
  if (typeof payload === "string") return payload;
  if (typeof payload === "object" && payload !== null) {
    const { text, input, message } = payload as Body;
    const words = str(text) || str(input) || str(message);
    if (words) return words;
  }
  return payload === undefined ? "" : JSON.stringify(payload, null, 2);
}

function timeOf(event: SessionEvent): Date | null {
  const time = new Date(event.ts ?? NaN);
  return Number.isNaN(time.getTime()) ? null : time;
}

/** The turn an event belongs to; some name it only in their body. */
export function turnIdOf({ turn_id: id, body }: SessionEvent): string | null {
  return id ?? (str(body.turn_id) || null);
}

/** The fields every entry made from an event shares. */
export function base(event: SessionEvent) {
  return { id: event.id, key: event.id, seq: event.seq, time: timeOf(event), turnId: turnIdOf(event) };
}

/** Why a turn ended: `outcome ?? yield_reason`, lower-cased, "" when it does not say. */
export function turnReason(body: Body): string {
  const reason = (str(body.outcome) || str(body.yield_reason)).toLowerCase();
  return reason === "cancelled" ? "canceled" : reason;
}

/** Whether an event is something a person (or their backend) put in for the agent to take up. */
export function isInput(event: SessionEvent): boolean {
  return event.type === "user.message" || event.type === "http.request";
}

function message(event: SessionEvent, from: MessageEntry["from"], text: string, mine = false): MessageEntry {
  return Object.freeze({
    kind: "message",
    ...base(event),
    from,
    name: event.actor?.display ?? "",
    text,
    mine,
    delivery: mine ? "sent" : null,
    error: null,
  });
}

function notice(event: SessionEvent, tone: NoticeEntry["tone"], code: string, text: string): Meaning {
  return { kind: "entry", entry: Object.freeze({ kind: "notice", ...base(event), tone, code, text }) };
}

function card(
  event: SessionEvent,
  card: "preview" | "artifact" | "pull-request",
  title: string,
  text: string,
): Meaning {
  const href = str(event.body.url) || null;
  return { kind: "entry", entry: Object.freeze({ kind: "card", ...base(event), card, title, text, href }) };
}

function inputMeaning(event: SessionEvent, viewer: string | null): Meaning {
  const words =
    event.type === "http.request"
      ? payloadText(event.body.payload) || wordsOf(event.body)
      : wordsOf(event.body);
  if (words === "" && event.content_ref === null) return null;
  const mine = viewer === null ? event.actor?.type !== "agent" : event.actor?.id === viewer;
  return { kind: "entry", entry: message(event, "user", words, mine) };
}

function completionMeaning(event: SessionEvent): Meaning {
  const reason = turnReason(event.body);
  const error = (event.body.error ?? {}) as Body;
  const words = str(error.message);
  if (QUIET.has(reason)) return words ? notice(event, "error", str(error.code) || "error", words) : null;
  if (reason === "needs_input" || reason === "canceled") return notice(event, "info", reason, words);
  if (LIMITS.has(reason)) return notice(event, "warning", reason, words);
  return notice(event, "error", str(error.code) || reason, words);
}

function step(event: SessionEvent, label: string, detail: string, ok: boolean | null = null): Meaning {
  return label || detail ? { kind: "step", step: Object.freeze({ id: event.id, label, detail, ok }) } : null;
}

/** What an event of a turn's work says, whatever level it came at. */
function workMeaning(event: SessionEvent): Meaning {
  const { body } = event;
  switch (event.type) {
    case "tool.call":
      return step(event, str(body.tool), str(body.args_summary));
    case "exec.completed":
      return step(event, str(body.command), str(body.summary), Number(body.exit_code) === 0);
    case "agent.message":
    case "agent.thinking":
      return step(event, "", wordsOf(body));
    case "error.runtime":
    case "error.model":
    case "error.task":
      return step(event, str(body.code) || event.type, wordsOf(body), false);
    default:
      return wordsOf(body) ? step(event, event.type, wordsOf(body)) : null;
  }
}

function agentMeaning(event: SessionEvent): Meaning {
  const words = wordsOf(event.body);
  if (event.body.code === "insufficient_credits") {
    return notice(event, "error", "insufficient_credits", words);
  }
  if (words === "" && event.content_ref === null) return null;
  return { kind: "entry", entry: message(event, "agent", words) };
}

function artifactMeaning(event: SessionEvent): Meaning {
  const title = str(event.body.title) || str(event.body.key);
  if (event.type === "artifact.removed") return notice(event, "info", "artifact_removed", title);
  return card(event, "artifact", title, str(event.body.status));
}

function pullRequestMeaning(event: SessionEvent): Meaning {
  const author = str(event.body.author);
  const words = wordsOf(event.body);
  const text = author && words ? `${author}: ${words}` : author || words;
  // The event says what happened only in its name: "checks_completed" reads as "Checks completed".
  const what = event.type.slice("github.pr.".length).replaceAll("_", " ");
  return card(event, "pull-request", what.charAt(0).toUpperCase() + what.slice(1), text);
}

function otherMeaning(event: SessionEvent): Meaning {
  const words = wordsOf(event.body);
  if (!words) return null;
  const agent = event.type.startsWith("agent.") || event.actor?.type === "agent";
  return { kind: "entry", entry: message(event, agent ? "agent" : "system", words) };
}

/**
 * What the transcript shows for an event. Types this version does not know show their `text` or `summary`,
 * or nothing when they have neither.
 *
 * @param viewer the actor whose messages are "mine"; null: every person's are.
 */
export function meaningOf(event: SessionEvent, viewer: string | null): Meaning {
  if (isInput(event)) return inputMeaning(event, viewer);
  if (event.type === "turn.completed") return completionMeaning(event);
  if (event.type === "turn.started") return null;
  if (event.type === "preview.url") {
    return card(event, "preview", "", event.body.port === undefined ? "" : `:${String(event.body.port)}`);
  }
  if (event.type.startsWith("artifact.")) return artifactMeaning(event);
  if (event.type.startsWith("github.pr.")) return pullRequestMeaning(event);
  if (event.level !== "user" || event.type === "tool.call" || event.type === "exec.completed") {
    return workMeaning(event);
  }
  if (event.type === "agent.message") return agentMeaning(event);
  if (event.type.startsWith("error.")) {
    return notice(event, "error", str(event.body.code) || event.type, wordsOf(event.body));
  }
  return otherMeaning(event);
}

/** An entry for an event that only a custom renderer can draw: it has no words of its own. */
export function bareEntry(event: SessionEvent): Entry {
  return message(event, "system", "");
}
