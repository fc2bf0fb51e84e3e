import type { Change } from "./change.js";
import { Refusal } from "./refusal.js";
import { isOver } from "./session.js";
import { beginNext, finish, releaseHeld, settle } from "./turns.js";

/** Adds the events of a new session whose runtime is ready. */
export function open(change: Change): void {
  const { agentId, deploymentId, externalReference } = change.session;
  change.emit("session.created", {
    agentId,
    deploymentId,
    ...(externalReference !== null && { externalReference }),
  });
  change.emit("runtime.connected", { runtime: "workerd" });
  change.setStatus("idle");
}

/** Closes a question without an answer; a second call has no effect. */
export function dismiss(change: Change, questionId: string): void {
  const { session } = change;
  if (session.question?.id === questionId) {
    session.question = null;
    session.dismissed = questionId;
    change.emit("question.closed", { questionId, reason: "dismissed" });
    releaseHeld(change, questionId);
  } else if (session.dismissed !== questionId) throw new Refusal("question_stale");
}

/** Ends a session permanently: its turns are cancelled, its question is closed, held messages are discarded. */
export function end(change: Change): void {
  const { session } = change;
  if (isOver(session)) return;
  for (const turn of change.turns)
    finish(change, turn, { status: "cancelled", reason: "session_ended" }, null);
  session.stoppingSince = null;
  if (session.question !== null) {
    const questionId = session.question.id;
    session.question = null;
    change.emit("question.closed", { questionId, reason: "ended" });
    for (const { id: heldId } of change.release("discarded")) {
      change.emit("message.discarded", { questionId, heldId, reason: "ended" });
    }
  }
  change.setStatus("ended");
  change.emit("session.ended");
}

/** Continues after the process that ran a turn has died: the turn starts again, unless it was being stopped. */
export function recover(change: Change): void {
  const { active, session } = change;
  if (active !== undefined) {
    change.emit("runtime.disconnected");
    change.emit("runtime.connected", { runtime: "workerd" });
  }
  if (active === undefined) beginNext(change);
  else if (session.stoppingSince !== null) {
    settle(change, active.id, { status: "cancelled", reason: "interrupted" });
  } else {
    change.emit("turn.started", {}, active);
    change.begun = active;
  }
}
