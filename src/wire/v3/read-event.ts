/*
 * What each event of a v3 log says. The types of events: `dist/agents/types.d.ts` of `@opencomputer/sdk` 1.1.1.
 */
import type { SessionEvent } from "../events.js";
import type { Fact, ReadEvent } from "../facts.js";
import { label, printed, str } from "../words.js";
import { type Body, errorIn, succeeded, wordsOf } from "./body.js";
import { message, notice, step, turnIdOf } from "./facts.js";
import { inputFact, isInput } from "./inputs.js";
import { artifactFact, githubFact, previewFact } from "./reports.js";
import { isTurnEnd, outcomeOf, QUIET, turnFacts, turnReason } from "./turns.js";

/** The event types that are work of a turn at every level. */
const WORK = new Set(["tool.call", "tool.result", "exec.completed"]);

/** The notice for the end of a turn; null for an end that needs none. */
function endNotice(event: SessionEvent): Fact | null {
  const { body } = event;
  const reason = turnReason(event);
  const { code, words } = errorIn(body);
  if (QUIET.has(reason)) return words ? notice("error", code || "error", words) : null;
  switch (outcomeOf(reason)) {
    case "asked":
    case "stopped":
      return notice("info", reason, words);
    case "limited":
      return notice("warning", reason, words);
    default:
      return notice("error", code || label(body.code) || reason, words || wordsOf(body));
  }
}

/** The fact of a tool's result: its output and its error. */
function resultFact({ id, body }: SessionEvent): Fact | null {
  const { words } = errorIn(body);
  const isError = body.is_error === true || words !== "" || (body.error != null && body.error !== false);
  const output = [words, printed(body.output ?? body.text ?? body.summary)].filter(Boolean).join("\n");
  const name = label(body.tool);
  if (!name && !output) return null;
  return { says: "step-end", of: null, id, label: name, ok: !isError, output };
}

/** The fact of an event that is work of a turn. */
function workFact(event: SessionEvent): Fact | null {
  const { body, type } = event;
  const words = wordsOf(body);
  switch (type) {
    case "tool.call": {
      const detail = str(body.args_summary) || printed(body.input);
      return step(event, "open", { label: str(body.tool), detail });
    }
    case "tool.result":
      return resultFact(event);
    case "exec.completed": {
      const ok = succeeded(body.exit_code);
      return step(event, "over", { label: str(body.command), detail: str(body.summary), ok });
    }
    case "agent.message":
    case "agent.thinking":
      return step(event, "open", { detail: words });
    case "error.runtime":
    case "error.model":
    case "error.task":
      return step(event, "over", { label: str(body.code) || type, detail: words, ok: false });
    default:
      return words ? step(event, "over", { label: type, detail: words }) : null;
  }
}

/** The fact of an answer of the agent. */
function agentFact(event: SessionEvent): Fact | null {
  const { body } = event;
  const words = wordsOf(body);
  if (body.code === "insufficient_credits") return notice("error", "insufficient_credits", words);
  if (words === "" && event.content_ref === null) return hasOddWords(body) ? UNREADABLE : null;
  return message(event, "agent", words);
}

/** Whether the `text` of a body is an object or an array. */
function hasOddWords({ text }: Body): boolean {
  return typeof text === "object" && text !== null;
}

/** The notice for an event that cannot be shown. */
const UNREADABLE = notice("info", "unreadable", "");

/** The fact of an event of an unknown type: its words as a message, or null. */
function otherFact(event: SessionEvent): Fact | null {
  const words = wordsOf(event.body);
  if (!words) return null;
  const agent = event.type.startsWith("agent.") || event.actor?.type === "agent";
  return message(event, agent ? "agent" : "system", words);
}

/**
 * What an event of v3 says. An event of an unknown type shows its `text`, `summary` or `message`, or nothing without
 * these. Never throws, so that no event keeps the events after it from being shown.
 */
export function readEvent(event: SessionEvent): ReadEvent {
  const shown = shownFact(event);
  const facts = turnFacts(event);
  return { event, turnId: turnIdOf(event), facts: shown ? [...facts, shown] : facts };
}

function shownFact(event: SessionEvent): Fact | null {
  try {
    return read(event);
  } catch {
    return UNREADABLE;
  }
}

function read(event: SessionEvent): Fact | null {
  const { body, level, type } = event;
  if (type.startsWith("github.")) return githubFact(event);
  if (isInput(event)) return inputFact(event);
  if (isTurnEnd(event)) return endNotice(event);
  if (type === "turn.started") return null;
  if (type === "preview.url") return previewFact(event);
  if (type.startsWith("artifact.")) return artifactFact(event);
  if (level !== "user" || WORK.has(type)) return workFact(event);
  if (type === "agent.message") return agentFact(event);
  if (type.startsWith("error.")) return notice("error", label(body.code) || type, wordsOf(body));
  return otherFact(event);
}
