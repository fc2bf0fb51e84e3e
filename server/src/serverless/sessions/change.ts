import { randomUUID } from "node:crypto";
import type { EventDraft, Held, Mode, Session, SessionStatus, Turn } from "./session.js";
import { isSettled } from "./session.js";

/** What a key was used for: a turn or a held message, and the hash of its request. */
export interface Posted {
  readonly fingerprint: string;
  readonly turn: Turn | null;
  readonly held: Held | null;
}

/** The state of a session before a change. */
export interface Loaded {
  readonly session: Session;
  /** Whether this process runs the session's agent. */
  readonly isOurs: boolean;
  /** The turns that are not settled, oldest first. */
  readonly turns: readonly Turn[];
  /** The held messages, oldest first. */
  readonly held: readonly Held[];
  /** What the request's key was used for before; null if it is new or absent. */
  readonly posted: Posted | null;
}

/** The content of a new turn. */
export type NewTurn = Pick<Turn, "input" | "payload"> & { mode: Mode };

/**
 * One change of a session: its next values, and the events that describe them. The functions of this folder modify
 * only this object; the store commits all of it or nothing.
 */
export class Change {
  readonly session: Session;
  readonly isOurs: boolean;
  readonly turns: Turn[];
  readonly held: Held[];
  readonly posted: Posted | null;
  readonly events: EventDraft[] = [];
  /** What the store records for the request's key. */
  remembered: { fingerprint: string; turn: string | null; held: string | null } | null = null;
  /** The turn that an agent must begin now. */
  begun: Turn | null = null;
  /** The running turn has to be stopped. */
  isStop = false;

  constructor({ session, isOurs, turns, held, posted }: Loaded) {
    this.session = { ...session };
    this.isOurs = isOurs;
    this.turns = turns.map((turn) => ({ ...turn }));
    this.held = held.map((one) => ({ ...one }));
    this.posted = posted;
  }

  /** The running turn. */
  get active(): Turn | undefined {
    return this.turns.find(({ status, joined }) => status === "running" && joined === null);
  }

  /** The turns that were steered into the running one, oldest first. */
  get joined(): Turn[] {
    return this.turns.filter((turn) => turn.joined !== null && !isSettled(turn));
  }

  /** The queued turns, in the order in which they will begin. */
  get queued(): Turn[] {
    const waiting = this.turns.filter(({ status }) => status === "queued");
    return [
      ...waiting.filter(({ mode }) => mode === "interrupt"),
      ...waiting.filter(({ mode }) => mode !== "interrupt"),
    ];
  }

  emit(type: string, data: EventDraft["data"] = {}, turn?: Turn): void {
    this.events.push({ type, data, ...(turn && { turnId: turn.id }) });
  }

  setStatus(to: SessionStatus): void {
    const from = this.session.status;
    if (from === to) return;
    this.session.status = to;
    this.emit("session.status_changed", { from, to });
  }

  /** Adds a queued turn and its event. */
  addTurn({ input, payload, mode }: NewTurn, questionId: string | null = null): Turn {
    const now = new Date().toISOString();
    const turn: Turn = {
      id: randomUUID(),
      input,
      mode,
      payload,
      questionId,
      createdAt: now,
      updatedAt: now,
      status: "queued",
      outcome: null,
      reason: null,
      joined: null,
      delivered: [],
      openCalls: [],
    };
    this.turns.push(turn);
    this.emit("message.received", { input, mode, ...(payload !== undefined && { payload }) }, turn);
    this.emit("turn.queued", { mode }, turn);
    return turn;
  }

  /** Holds a message until the open question is settled, and adds its event. */
  hold({ input, payload }: Pick<Turn, "input" | "payload">, questionId: string): Held {
    const held: Held = { id: randomUUID(), questionId, input, payload, state: "waiting" };
    this.held.push(held);
    this.emit("message.held", {
      questionId,
      heldId: held.id,
      input,
      ...(payload !== undefined && { payload }),
      receivedAt: new Date().toISOString(),
    });
    return held;
  }

  /** Releases all held messages and returns them. */
  release(state: "delivered" | "discarded"): Held[] {
    const waiting = this.held.filter((one) => one.state === "waiting");
    for (const one of waiting) one.state = state;
    return waiting;
  }
}
