import type { AgentSnapshot } from "../../store/sessions.js";

/** The states of a session; the last two are final. */
export const SESSION_STATUSES = [
  ...(["new", "connecting", "idle", "running", "stopping", "waiting_runtime"] as const),
  ...(["suspending", "suspended", "resuming", "failed", "ended"] as const),
] as const;

/** One of {@link SESSION_STATUSES}. */
export type SessionStatus = (typeof SESSION_STATUSES)[number];

/** The states of a turn; the last three are final. */
export type TurnStatus = "queued" | "running" | "completed" | "failed" | "cancelled";

/** When a turn runs: after the others, as part of the running one, or instead of it. */
export const MODES = ["queue", "steer", "interrupt"] as const;

/** One of {@link MODES}. */
export type Mode = (typeof MODES)[number];

/** A question that an agent has asked and waits for. */
export interface Question {
  readonly id: string;
  readonly text: string;
  /** The choices; empty for free text. */
  readonly options: readonly QuestionOption[];
  /** ISO time. */
  readonly askedAt: string;
}

/** An answer that a question offers. */
export interface QuestionOption {
  readonly label: string;
  readonly value: string;
}

/** The result that an agent has reported. */
export interface Result {
  readonly turnId: string;
  readonly callId: string;
  /** ISO time. */
  readonly reportedAt: string;
  readonly data: unknown;
}

/** A session as it is stored. */
export interface Session {
  readonly id: string;
  /** The agent's name. */
  readonly agentId: string;
  readonly deploymentId: string;
  readonly environment: string;
  readonly source: string;
  readonly externalReference: string | null;
  readonly snapshot: AgentSnapshot;
  /** The agent's credential id, `managed`, or null for the org's default. */
  readonly credential: string | null;
  /** Hash of the creating request, which distinguishes a repeated request from a different one. */
  readonly fingerprint: string;
  /** ISO time. */
  readonly createdAt: string;
  status: SessionStatus;
  labels: Readonly<Record<string, string>>;
  question: Question | null;
  /** Id of the question that was dismissed last. */
  dismissed: string | null;
  result: Result | null;
  /** Epoch milliseconds at which stopping the running turn began; null if it is not being stopped. */
  stoppingSince: number | null;
  /** The number of changes. */
  revision: number;
  /** Seq of the last event. */
  head: number;
  /** ISO time. */
  updatedAt: string;
}

/** A tool's call that has not ended. */
export interface OpenCall {
  readonly tool: string;
  readonly callId: string;
  readonly title: string;
}

/** A person's input for the agent. */
export interface Turn {
  readonly id: string;
  readonly input: string;
  readonly mode: Mode;
  /** Undefined if none was sent. */
  readonly payload: unknown;
  /** ISO time. */
  readonly createdAt: string;
  status: TurnStatus;
  /** `question` for a turn that ended by asking one. */
  outcome: "question" | null;
  /** Why it was cancelled, or the code with which it failed. */
  reason: string | null;
  /** The question that the turn answers, asked, or was held for. */
  questionId: string | null;
  /** The running turn that it was steered into. */
  joined: string | null;
  /** Held messages that the agent receives together with the input. */
  delivered: readonly string[];
  openCalls: readonly OpenCall[];
  /** ISO time. */
  updatedAt: string;
}

/** A message that waits until a question is settled. */
export interface Held {
  readonly id: string;
  readonly questionId: string;
  readonly input: string;
  readonly payload: unknown;
  state: "waiting" | "delivered" | "discarded";
}

/** An event before the log assigned its id, seq and time. */
export interface EventDraft {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly turnId?: string;
}

/** Whether a session accepts nothing more. */
export function isOver({ status }: Session): boolean {
  return status === "ended" || status === "failed";
}

/** Whether a turn has ended. */
export function isSettled({ status }: Turn): boolean {
  return status !== "queued" && status !== "running";
}
