import { canonicalJson, sha256 } from "../../store/ids.js";
import type { Change } from "./change.js";
import { Refusal } from "./refusal.js";
import type { Held, Mode, Question, Turn } from "./session.js";
import { isOver } from "./session.js";
import { beginNext, stop } from "./turns.js";

/** A turn that a request asks for. */
export interface TurnRequest {
  readonly input: string;
  readonly mode: Mode;
  /** Undefined if none was sent. */
  readonly payload: unknown;
  /** The question that it answers. */
  readonly answers: string | null;
  /** Null if none was sent: then every request is a new turn. */
  readonly key: string | null;
}

/** The answer to the sender. */
export type Receipt =
  | { turnId: string; status: Turn["status"]; duplicate: boolean }
  | { questionId: string; heldId: string; status: "held" | "discarded"; duplicate: boolean };

/**
 * Accepts a turn, once for each key.
 *
 * @throws Refusal if it cannot be accepted, without a change
 */
export function admit(change: Change, request: TurnRequest): Receipt {
  const { input, mode, payload, answers, key } = request;
  const fingerprint = sha256(canonicalJson({ input, mode, payload: payload ?? null, answers }));
  if (change.posted !== null) {
    if (change.posted.fingerprint !== fingerprint) throw new Refusal("idempotency_conflict");
    return receiptOf(change.posted.turn, change.posted.held, true);
  }
  if (isOver(change.session)) throw new Refusal("session_ended");
  const { question } = change.session;
  if (answers !== null && question?.id !== answers) throw new Refusal("question_stale");
  const held = question !== null && answers === null ? change.hold(request, question.id) : null;
  const turn = held === null ? take(change, request, question) : null;
  if (key !== null) {
    change.remembered = { fingerprint, turn: turn?.id ?? null, held: held?.id ?? null };
  }
  beginNext(change);
  return receiptOf(turn, held, false);
}

function take(change: Change, request: TurnRequest, question: Question | null): Turn {
  const turn = change.addTurn(request, question?.id ?? null);
  if (question !== null) answer(change, turn, question);
  const { active } = change;
  if (active === undefined) return turn;
  if (request.mode === "steer" && change.session.status === "running") {
    turn.status = "running";
    turn.joined = active.id;
    change.emit("turn.steered", { activeTurnId: active.id }, turn);
  }
  if (request.mode === "interrupt") {
    const interruptedTurnIds = [active, ...change.joined].map(({ id }) => id);
    change.emit("turn.interrupted", { interruptedTurnIds }, turn);
    stop(change);
  }
  return turn;
}

/** The answer settles the question; the agent receives it together with the messages that were held meanwhile. */
function answer(change: Change, turn: Turn, { id: questionId, options }: Question): void {
  const text = turn.input;
  const chosen = options.find(({ label, value }) => text === label || text === value);
  const answered = { questionId, text, ...(chosen && { value: chosen.value }) };
  change.session.question = null;
  change.emit("question.answered", { questionId, answer: answered }, turn);
  const delivered = change.release("delivered");
  turn.delivered = delivered.map(({ input }) => input);
  for (const { id: heldId } of delivered) {
    const where = { answerTurnId: turn.id, turnId: turn.id, as: "steering" };
    change.emit("message.delivered", { questionId, heldId, ...where }, turn);
  }
}

function receiptOf(turn: Turn | null, held: Held | null, duplicate: boolean): Receipt {
  if (turn !== null) return { turnId: turn.id, status: turn.status, duplicate };
  if (held === null) throw new Error("A receipt names a turn or a held message.");
  const status = held.state === "discarded" ? "discarded" : "held";
  return { questionId: held.questionId, heldId: held.id, status, duplicate };
}
