import type { Json } from "../support/json.js";

/** An event of a log, independent of the wire. */
export interface Logged {
  readonly seq: number;
  readonly id: string;
  /** Whether clients receive it at every level. */
  readonly isShown: boolean;
  /** The text of a client's message; null for other events. */
  readonly said: string | null;
  /** The client that sent it; null if the event does not name one. */
  readonly by: string | null;
  /** Its turn and its part in it; null if it belongs to no turn. */
  readonly turn: { readonly id: string; readonly is: "start" | "work" | "end" } | null;
}

/** An event of the sessions API. */
export function ofV3({ seq, id, type, body, refs, turn_id: turn }: Json): Logged {
  const isSaid = type === "user.message";
  return {
    seq,
    id,
    isShown: true,
    said: isSaid ? body.text : null,
    by: (isSaid && refs?.client) || null,
    turn: turn === undefined ? null : { id: turn, is: placeOf(type) },
  };
}

/** An event of the serverless API. A message and its place in the queue do not count as work of the turn. */
export function ofServerless({ seq, id, type, data, turnId }: Json): Logged {
  const isSaid = type === "message.received";
  const isOfTurn = turnId !== undefined && !isSaid && type !== "turn.queued";
  return {
    seq,
    id,
    isShown: type !== "agent.rendered",
    said: isSaid ? data.input : null,
    by: (isSaid && data.payload?.client) || null,
    turn: isOfTurn ? { id: turnId, is: placeOf(type) } : null,
  };
}

function placeOf(type: string): "start" | "work" | "end" {
  if (type === "turn.started") return "start";
  return /^turn\.(completed|failed|cancelled)$/.test(type) ? "end" : "work";
}
