import { randomUUID } from "node:crypto";
import { isSilent } from "../../runtimes/models.js";
import type { Change } from "./change.js";
import type { EventDraft, QuestionOption, Turn } from "./session.js";
import { isOver, isSettled } from "./session.js";

/** How a turn ends. */
export type TurnEnd =
  | { readonly status: "completed"; readonly question?: AskedQuestion }
  | { readonly status: "failed"; readonly code: FailureCode; readonly model?: string }
  | { readonly status: "cancelled"; readonly reason: "interrupted" | "session_ended" };

/** A question of the agent. */
export interface AskedQuestion {
  readonly text: string;
  readonly options: readonly QuestionOption[];
}

/** The message of each failure code. */
const FAILURES = {
  model_unavailable: "The model is not available right now.",
  model_rejected: "The model rejected the request.",
  agent_failed: "The agent stopped because of an error.",
  sandbox_timeout: "The work exceeded its time limit.",
} as const;

/** The code of a failed turn. */
export type FailureCode = keyof typeof FAILURES;

/** Begins the next queued turn if the session is idle and a runtime runs its agent. */
export function beginNext(change: Change): void {
  const { session, active, queued } = change;
  const next = queued[0];
  if (next === undefined || active !== undefined || session.question !== null || isOver(session)) return;
  if (isSilent(session.snapshot.model)) return;
  next.status = "running";
  change.emit("turn.started", {}, next);
  change.setStatus("running");
  change.begun = next;
}

/** Requests that the running turn stops; it runs until {@link settle} ends it. */
export function stop(change: Change): void {
  const { session, active } = change;
  if (active === undefined || session.stoppingSince !== null) return;
  session.stoppingSince = Date.now();
  change.setStatus("stopping");
  change.isStop = true;
}

/** Adds events of a running turn; false, without a change, if that turn is no longer running. */
export function write(change: Change, turnId: string, drafts: readonly EventDraft[]): boolean {
  const { active, session } = change;
  if (active?.id !== turnId) return false;
  for (const { type, data } of drafts) {
    change.emit(type, data, active);
    if (!type.startsWith("tool.") || type === "tool.progress") continue;
    const { tool, callId, title } = data as { tool: string; callId: string; title: string };
    const others = active.openCalls.filter((call) => call.callId !== callId);
    active.openCalls = type === "tool.started" ? [...others, { tool, callId, title }] : others;
    if (data["result"] === true) {
      session.result = { turnId, callId, reportedAt: new Date().toISOString(), data: data["output"] };
    }
  }
  return true;
}

/** Ends the running turn and those that were steered into it; then begins the next one. */
export function settle(change: Change, turnId: string, end: TurnEnd): void {
  const { active, joined, session } = change;
  if (active?.id !== turnId) return;
  const questionId = end.status === "completed" && end.question ? ask(change, active, end.question) : null;
  for (const turn of [active, ...joined]) finish(change, turn, end, turn === active ? questionId : null);
  session.stoppingSince = null;
  change.setStatus("idle");
  beginNext(change);
}

/** Closes the open question without an answer; the held messages then become ordinary turns. */
export function releaseHeld(change: Change, questionId: string): void {
  for (const { id: heldId, input, payload } of change.release("delivered")) {
    const place = change.events.length;
    const turn = change.addTurn({ input, payload, mode: "queue" });
    const data = { questionId, heldId, answerTurnId: turn.id, turnId: turn.id, as: "turn" };
    // This event precedes the message that it announces.
    change.events.splice(place, 0, { type: "message.delivered", turnId: turn.id, data });
  }
  beginNext(change);
}

/** Ends a turn; its open calls end just before. */
export function finish(change: Change, turn: Turn, end: TurnEnd, questionId: string | null): void {
  if (isSettled(turn)) return;
  const type = `turn.${end.status}`;
  const open = turn.openCalls;
  for (const call of open) change.emit("tool.failed", { ...call, settledBy: type }, turn);
  turn.status = end.status;
  turn.openCalls = [];
  turn.reason = end.status === "failed" ? end.code : end.status === "cancelled" ? end.reason : null;
  if (questionId !== null) {
    turn.outcome = "question";
    turn.questionId = questionId;
  }
  change.emit(type, dataOf(change, end, questionId, open.length), turn);
}

function dataOf(
  change: Change,
  end: TurnEnd,
  questionId: string | null,
  settled: number,
): EventDraft["data"] {
  if (end.status === "failed") {
    return { code: end.code, message: FAILURES[end.code], ...(end.model && { model: end.model }) };
  }
  if (end.status === "completed") return questionId === null ? {} : { outcome: "question", questionId };
  const { reason } = end;
  if (reason !== "interrupted") return { reason };
  const { stoppingSince } = change.session;
  const replacement = change.queued.find(({ mode }) => mode === "interrupt");
  return {
    reason,
    ...(replacement && { replacementTurnId: replacement.id }),
    ...(stoppingSince !== null && {
      ...{
        settledAfterMs: Date.now() - stoppingSince,
        operationsSettled: settled,
        computerTerminated: false,
      },
    }),
  };
}

/** Opens a question: queued turns are cancelled, and their messages are held until it is settled. */
function ask(change: Change, turn: Turn, { text, options }: AskedQuestion): string {
  const questionId = randomUUID();
  change.session.question = { id: questionId, text, options, askedAt: new Date().toISOString() };
  change.emit("question.asked", { questionId, text, options }, turn);
  for (const waiting of change.queued) {
    waiting.status = "cancelled";
    waiting.reason = "held";
    waiting.questionId = questionId;
    change.emit("turn.cancelled", { reason: "held", questionId }, waiting);
    change.hold(waiting, questionId);
  }
  return questionId;
}
