import type { Session, Turn } from "../sessions/session.js";
import { isSettled } from "../sessions/session.js";

/** The project of all agents of this server. */
export const PROJECT = "local";

/** A session in the answer to its creation. */
export function presentCreated(session: Session): Record<string, unknown> {
  const { id, status, createdAt, externalReference } = session;
  return {
    session: {
      id,
      executionMode: "workerd",
      status,
      createdAt,
      ...(externalReference !== null && { externalReference }),
    },
    deployment: { id: session.deploymentId, agentId: session.agentId },
  };
}

/** One session, with all of its turns. */
export function presentSession(session: Session, turns: readonly Turn[]): Record<string, unknown> {
  const { question, result } = session;
  return { ...common(session), turns: turns.map(presentTurn), question, result };
}

/** A session as a row of a list. */
export function presentRow(session: Session, turns: readonly Turn[]): Record<string, unknown> {
  const active = turns.find(({ status, joined }) => status === "running" && joined === null);
  const last = turns.filter(isSettled).sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1))[0];
  return {
    ...common(session),
    activity: {
      activeTurnId: active?.id ?? null,
      queued: turns.filter(({ status }) => status === "queued").length,
      lastSettledTurn: last ? { id: last.id, status: last.status, at: last.updatedAt } : null,
    },
  };
}

function common(session: Session): Record<string, unknown> {
  const { externalReference } = session;
  return {
    id: session.id,
    agentId: session.agentId,
    deploymentId: session.deploymentId,
    projectId: PROJECT,
    environment: session.environment,
    status: session.status,
    source: session.source,
    executionMode: "workerd",
    labels: session.labels,
    ...(externalReference !== null && { externalReference }),
    revision: session.revision,
    createdAt: session.createdAt,
    updatedAt: session.updatedAt,
  };
}

function presentTurn(turn: Turn): Record<string, unknown> {
  const { id, input, mode, status, outcome, reason, questionId, payload, createdAt, updatedAt } = turn;
  return {
    id,
    input,
    mode,
    status,
    ...(outcome !== null && { outcome }),
    ...(reason !== null && { reason }),
    ...(questionId !== null && { questionId }),
    ...(payload !== undefined && { payload }),
    createdAt,
    updatedAt,
  };
}
