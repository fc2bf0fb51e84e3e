import { randomUUID } from "node:crypto";
import type { Usage } from "../../runtimes/runtime.js";
import { sha256 } from "../../store/ids.js";
import type { EventDraft, Session, Turn } from "../sessions/session.js";

/*
 * What the service's log also holds, and no browser may be given: the agent's prompt, costs, and what the machinery
 * does. A host strips it; so it has to be there to be stripped.
 */

/** What is noted when a turn begins, the whole system prompt among it. */
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

/** What is noted when a model was called. */
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
