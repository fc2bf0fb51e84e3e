import type { ServerlessEventDraft } from "../../src/index.js";

const turnId = "turn-recorded";

/** A failing call, a call that reports the session's result, and what the tools' names and titles are. */
const lookup = { callId: "call-0", tool: "lookup", title: "lookup" };
const report = { callId: "call-1", tool: "report", title: "report" };

/**
 * One turn in the shape in which the service's own tests have recorded one: a reply of two fragments with tools between
 * them, one whole text, and the machinery's notes.
 */
export const RECORDED: readonly ServerlessEventDraft[] = [
  { type: "message.received", turnId, data: { input: "Report the branch", mode: "queue" } },
  { type: "turn.queued", turnId, data: { mode: "queue" } },
  { type: "turn.started", turnId, data: {} },
  { type: "session.status_changed", data: { from: "idle", to: "running" } },
  { type: "runtime.log", turnId, data: { phase: "workerd_reused", runtime: "workerd", activation: 1 } },
  { type: "agent.rendered", turnId, data: { renderId: "r1", instructions: "The secret prompt.", tools: [] } },
  { type: "message.delta", turnId, data: { text: "The branch is " } },
  { type: "tool.started", turnId, data: { ...lookup, input: { q: "x" } } },
  { type: "tool.failed", turnId, data: { ...lookup, message: "lookup exploded" } },
  { type: "tool.started", turnId, data: { ...report, input: { branch: "task/1" } } },
  { type: "tool.progress", turnId, data: { stage: "verifying", callId: "call-1", tool: "report" } },
  { type: "tool.completed", turnId, data: { ...report, output: { branch: "task/1" }, result: true } },
  { type: "message.delta", turnId, data: { text: "task/1." } },
  {
    type: "message.completed",
    turnId,
    data: { text: "The branch is task/1.", finalText: "The branch is task/1.", source: "opencode-workerd" },
  },
  { type: "turn.completed", turnId, data: {} },
  { type: "session.status_changed", data: { from: "running", to: "idle" } },
];
