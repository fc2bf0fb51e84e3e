import type { Json } from "../support/json.js";

/** An event of a log, in the words of neither wire. */
export interface Logged {
  readonly seq: number;
  readonly id: string;
  /** Whether clients are told of it, whatever they ask for. */
  readonly isShown: boolean;
  /** What a client said by it; null where it is no client's message. */
  readonly said: string | null;
  /** Which client that was; null where nobody noted it. */
  readonly by: string | null;
  /** What it is in the life of a turn; null for what is of none. */
  readonly turn: { readonly id: string; readonly is: "start" | "work" | "end" } | null;
}

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

/** What a turn's message is while it waits is no work of it. */
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
