import type { AgentSnapshot } from "../../store/sessions.js";

/** What a session may be doing; the last two are final. */
export const SESSION_STATUSES = [
  ...(["new", "connecting", "idle", "running", "stopping", "waiting_runtime"] as const),
  ...(["suspending", "suspended", "resuming", "failed", "ended"] as const),
] as const;

/** One of {@link SESSION_STATUSES}. */
export type SessionStatus = (typeof SESSION_STATUSES)[number];

/** What a turn may be doing; the last three are final. */
export type TurnStatus = "queued" | "running" | "completed" | "failed" | "cancelled";

/** How a turn is to be taken: after the others, into the one that runs, or in its place. */
export const MODES = ["queue", "steer", "interrupt"] as const;

/** One of {@link MODES}. */
export type Mode = (typeof MODES)[number];

/** What an agent has asked the user and waits for. */
export interface Question {
  readonly id: string;
  readonly text: string;
  /** What may be chosen; none for free text. */
  readonly options: readonly QuestionOption[];
  /** ISO time. */
  readonly askedAt: string;
}

/** An answer that a question offers. */
export interface QuestionOption {
  readonly label: string;
  readonly value: string;
}

/** What an agent has reported as the outcome of its work. */
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
  /** Of the agent: credential id, `managed`, or null for the org's default. */
  readonly credential: string | null;
  /** Hash of the creating request, by which a repeated one is told from a different one. */
  readonly fingerprint: string;
  /** ISO time. */
  readonly createdAt: string;
  status: SessionStatus;
  labels: Readonly<Record<string, string>>;
  question: Question | null;
  /** Id of the question that was dismissed last. */
  dismissed: string | null;
  result: Result | null;
  /** Epoch milliseconds since when the running turn is being stopped; null when it is not. */
  stoppingSince: number | null;
  /** Counts changes. */
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

/** What a person sent, to be worked on. */
export interface Turn {
  readonly id: string;
  readonly input: string;
  readonly mode: Mode;
  /** Undefined when none was sent. */
  readonly payload: unknown;
  /** ISO time. */
  readonly createdAt: string;
  status: TurnStatus;
  /** `question` for a turn that ended by asking one. */
  outcome: "question" | null;
  /** Why it was cancelled, or the code by which it failed. */
  reason: string | null;
  /** The question that it answers, that it asked, or for which it was held. */
  questionId: string | null;
  /** The running turn that it was steered into. */
  joined: string | null;
  /** Held messages that reach the agent along with the input. */
  delivered: readonly string[];
  openCalls: readonly OpenCall[];
  /** ISO time. */
  updatedAt: string;
}

/** A message that waits for a question to be settled. */
export interface Held {
  readonly id: string;
  readonly questionId: string;
  readonly input: string;
  readonly payload: unknown;
  state: "waiting" | "delivered" | "discarded";
}

/** An event before the log gave it an id, a seq and a time. */
export interface EventDraft {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly turnId?: string;
}

/** Whether a session takes nothing more. */
export function isOver({ status }: Session): boolean {
  return status === "ended" || status === "failed";
}

/** Whether a turn has come to its end. */
export function isSettled({ status }: Turn): boolean {
  return status !== "queued" && status !== "running";
}
