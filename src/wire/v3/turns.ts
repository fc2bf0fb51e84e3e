/*
 * What a v3 log says of turns. At level `user` it does not say where they start: docs/decisions/turns-from-inputs.md
 */
import type { SessionEvent } from "../events.js";
import type { Fact, TurnEndFact, TurnOutcome } from "../facts.js";
import { integer } from "../json.js";
import { str } from "../words.js";
import { isInput } from "./inputs.js";

/** The reasons of a turn's end that need no notice. */
export const QUIET: ReadonlySet<string> = new Set(["completed", "quiescent", ""]);

/** The reasons of a turn's end that are limits. */
const LIMITS: ReadonlySet<string> = new Set(["budget_exceeded", "deadline_exceeded", "max_turns"]);

/** Whether an event ends a turn. */
export function isTurnEnd({ type }: SessionEvent): boolean {
  return type === "turn.completed" || type === "turn.failed";
}

/** Why a turn ended: the `outcome` or `yield_reason` of the event, lower-cased; "" when the event has neither. */
export function turnReason({ body, type }: SessionEvent): string {
  const reason = (str(body.outcome) || str(body.yield_reason)).toLowerCase();
  if (type === "turn.failed" && QUIET.has(reason)) return "failed";
  return reason === "cancelled" ? "canceled" : reason;
}

/** The outcome of a turn that ended for a reason. */
export function outcomeOf(reason: string): TurnOutcome {
  if (QUIET.has(reason)) return "done";
  if (reason === "needs_input") return "asked";
  if (reason === "canceled") return "stopped";
  return LIMITS.has(reason) ? "limited" : "failed";
}

function endFact(event: SessionEvent): TurnEndFact {
  const reason = turnReason(event);
  return {
    says: "turn-end",
    outcome: outcomeOf(reason),
    reason,
    takes: integer(event.body.input_to_seq),
    isExact: false,
  };
}

/** The facts that an event tells of turns. */
export function turnFacts(event: SessionEvent): readonly Fact[] {
  const { type, level, body } = event;
  if (isInput(event)) return [{ says: "input" }];
  if (type === "turn.started") return [{ says: "turn-start", takes: integer(body.input_to_seq) }];
  if (isTurnEnd(event)) return [endFact(event)];
  if (type === "agent.message" && level === "user") {
    const ending = body.code === "insufficient_credits" ? "failed" : "answered";
    return [{ says: "turn-sign", ending, asks: body.awaiting_input === true }];
  }
  if (type.startsWith("error.")) {
    return [{ says: "turn-sign", ending: body.retriable === true ? null : "failed", asks: null }];
  }
  return /^(agent|tool|exec)\./.test(type) ? [{ says: "turn-sign", ending: null, asks: null }] : [];
}
