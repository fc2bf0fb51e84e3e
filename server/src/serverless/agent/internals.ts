import { randomUUID } from "node:crypto";
import type { Usage } from "../../runtimes/runtime.js";
import { sha256 } from "../../store/ids.js";
import type { EventDraft, Session, Turn } from "../sessions/session.js";

/*
 * Internal events of the service's log that no browser may receive: the agent's prompt, costs, and activity of the
 * infrastructure. This server writes them so that hosts can test that they strip them.
 */

/** The internal events when a turn begins, including the whole system prompt. */
export function turnInternals(session: Session, turn: Turn): EventDraft[] {
  const { prompt, model } = session.snapshot;
  const [provider = "", ...name] = model.split("/");
  return [
    {
      type: "runtime.log",
      data: { phase: "workerd_reused", runtime: "workerd", message: "Agent runtime reused" },
    },
    { type: "model.route_resolved", data: { provider, model: name.join("/") } },
    {
      type: "agent.rendered",
      data: {
        renderId: randomUUID(),
        providerTurn: 1,
        stateVersion: 0,
        instructionsHash: sha256(prompt),
        instructions: prompt,
        enabledTools: [],
        requiredConnections: [],
        tools: [],
        input: { source: "user", text: turn.input },
        model: { provider, model: name.join("/") },
        renderedAt: new Date().toISOString(),
      },
    },
  ];
}

/** The internal events after a model was called. */
export function usageInternals(session: Session, usage: Usage): EventDraft[] {
  const { model } = session.snapshot;
  return [
    { type: "egress.allowed", data: { host: `${model.split("/")[0]}.example`, method: "POST", status: 200 } },
    {
      type: "usage.recorded",
      data: { model, inputTokens: usage.input_tokens, outputTokens: usage.output_tokens },
    },
  ];
}
