import type { SessionEvent } from "../events.js";
import { type Body, errorIn, label, printed, str, succeeded, wordsOf } from "./body.js";
import { inputMeaning, isInput } from "./inputs.js";
import { message, notice, step, type Meaning } from "./meaning.js";
import { artifactMeaning, githubMeaning, previewMeaning } from "./reports.js";
import type { Entry } from "../../session/state/state.js";

/** Turn endings that need no remark. */
const QUIET = new Set(["completed", "quiescent", ""]);
const LIMITS = new Set(["budget_exceeded", "deadline_exceeded", "max_turns"]);
/** Event types that are a turn's work at every level. */
const WORK = new Set(["tool.call", "tool.result", "exec.completed"]);

/** Whether an event ends a turn. */
export function isTurnEnd({ type }: SessionEvent): boolean {
  return type === "turn.completed" || type === "turn.failed";
}

/** Why a turn ended: `outcome ?? yield_reason`, lower-cased, "" when it does not say. */
export function turnReason({ body, type }: SessionEvent): string {
  const reason = (str(body.outcome) || str(body.yield_reason)).toLowerCase();
  if (type === "turn.failed" && QUIET.has(reason)) return "failed";
  return reason === "cancelled" ? "canceled" : reason;
}

/** Whether a turn that ended so did what it was to do, or asks for more. */
export function isGoodEnd(reason: string): boolean {
  return QUIET.has(reason) || reason === "needs_input";
}

function endMeaning(event: SessionEvent): Meaning {
  const { body } = event;
  const reason = turnReason(event);
  const { code, words } = errorIn(body);
  if (QUIET.has(reason)) return words ? notice(event, "error", code || "error", words) : null;
  if (reason === "needs_input" || reason === "canceled") return notice(event, "info", reason, words);
  if (LIMITS.has(reason)) return notice(event, "warning", reason, words);
  return notice(event, "error", code || label(body.code) || reason, words || wordsOf(body));
}

/** What a tool gave back, and what went wrong in it. */
function resultMeaning(event: SessionEvent): Meaning {
  const { body } = event;
  const { words } = errorIn(body);
  const isError = body.is_error === true || words !== "" || (body.error != null && body.error !== false);
  const output = printed(body.output ?? body.text ?? body.summary);
  const said = [words, output].filter(Boolean).join("\n");
  const result = step(event, str(body.tool), "", !isError, said);
  return result && { kind: "result", step: result };
}

function stepMeaning(...of: Parameters<typeof step>): Meaning {
  const made = step(...of);
  return made && { kind: "step", step: made };
}

/** What an event of a turn's work says. */
function workMeaning(event: SessionEvent): Meaning {
  const { body, type } = event;
  const words = wordsOf(body);
  switch (type) {
    case "tool.call":
      return stepMeaning(event, str(body.tool), str(body.args_summary) || printed(body.input));
    case "tool.result":
      return resultMeaning(event);
    case "exec.completed":
      return stepMeaning(event, str(body.command), str(body.summary), succeeded(body.exit_code));
    case "agent.message":
    case "agent.thinking":
      return stepMeaning(event, "", words);
    case "error.runtime":
    case "error.model":
    case "error.task":
      return stepMeaning(event, str(body.code) || type, words, false);
    default:
      return words ? stepMeaning(event, type, words) : null;
  }
}

function agentMeaning(event: SessionEvent): Meaning {
  const { body } = event;
  const words = wordsOf(body);
  if (body.code === "insufficient_credits") return notice(event, "error", "insufficient_credits", words);
  if (words === "" && event.content_ref === null) return hasOddWords(body) ? unreadable(event) : null;
  return { kind: "entry", entry: message(event, "agent", words) };
}

/** Whether there is something where the words should be, and no words. */
function hasOddWords({ text }: Body): boolean {
  return typeof text === "object" && text !== null;
}

/** That there is something which cannot be shown. */
function unreadable(event: SessionEvent): Meaning {
  return notice(event, "info", "unreadable", "");
}

function otherMeaning(event: SessionEvent): Meaning {
  const words = wordsOf(event.body);
  if (!words) return null;
  const agent = event.type.startsWith("agent.") || event.actor?.type === "agent";
  return { kind: "entry", entry: message(event, agent ? "agent" : "system", words) };
}

/**
 * What the transcript shows for an event. Types this version does not know show their `text` or `summary`,
 * or nothing when they have neither. Never throws: one event must not keep those after it from being shown.
 *
 * @param viewer the actor whose messages are "mine"; null: every person's are.
 */
export function meaningOf(event: SessionEvent, viewer: string | null): Meaning {
  try {
    return read(event, viewer);
  } catch {
    return unreadable(event);
  }
}

function read(event: SessionEvent, viewer: string | null): Meaning {
  const { body, level, type } = event;
  if (type.startsWith("github.")) return githubMeaning(event);
  if (isInput(event)) return inputMeaning(event, viewer);
  if (isTurnEnd(event)) return endMeaning(event);
  if (type === "turn.started") return null;
  if (type === "preview.url") return previewMeaning(event);
  if (type.startsWith("artifact.")) return artifactMeaning(event);
  if (level !== "user" || WORK.has(type)) return workMeaning(event);
  if (type === "agent.message") return agentMeaning(event);
  if (type.startsWith("error.")) return notice(event, "error", label(body.code) || type, wordsOf(body));
  return otherMeaning(event);
}

/** An entry for an event that only a custom renderer can draw: it has no words of its own. */
export function bareEntry(event: SessionEvent): Entry {
  return message(event, "system", "");
}
