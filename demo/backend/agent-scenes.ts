import type { ServerlessEventDraft } from "../../server/src/index.js";

/** A conversation of the serverless wire at one moment. */
export interface AgentScene {
  /** The events of its log; the agent then never answers. */
  readonly events?: readonly ServerlessEventDraft[];
  /** Instead: a question to the demo's agent, which answers. */
  readonly asked?: string;
}

const turnId = "turn-gallery";

function event(type: string, data: Readonly<Record<string, unknown>> = {}): ServerlessEventDraft {
  return { type, turnId, data };
}

/** The events at the beginning of a turn. */
function begun(input: string): ServerlessEventDraft[] {
  return [
    event("message.received", { input, mode: "queue" }),
    event("turn.queued", { mode: "queue" }),
    event("turn.started"),
  ];
}

function said(text: string): ServerlessEventDraft[] {
  const fragments = text.match(/\s*\S+/g) ?? [];
  return fragments.map((fragment) => event("message.delta", { text: fragment }));
}

const TESTS = { tool: "sandbox_exec", callId: "call-2", title: "npm test" };
const CONFIG = { tool: "read_file", callId: "call-1", title: "read_file ci.yml" };
const AGAIN = { ...TESTS, callId: "call-3" };

/** Every scene of the serverless wire by its name. */
export const AGENT_SCENES = {
  growing: {
    events: [
      ...begun("How do I find primes?"),
      ...said(
        "The **sieve** is the one to remember. It crosses out what *cannot* be prime:\n\n1. Start at 2\n2. Cross out",
      ),
    ],
  },
  choice: { asked: "Make it better." },
  steps: {
    events: [
      ...begun("Why does the build fail?"),
      event("reasoning.completed", { text: "I'll look at what CI ran last." }),
      event("tool.started", { ...CONFIG, input: { path: "ci.yml" } }),
      event("tool.completed", { ...CONFIG, output: "on: push" }),
      event("tool.started", { ...TESTS, input: { command: "npm test" } }),
      event("tool.failed", { ...TESTS, message: "1 of 212 tests failed: clock.test.ts" }),
      event("tool.started", { ...AGAIN, input: { command: "npm test" } }),
      event("tool.completed", {
        ...AGAIN,
        output: JSON.stringify({ exitCode: 0, stdout: "212 tests passed" }),
      }),
      event("message.completed", {
        text: "One test read the real clock. It now gets a **frozen one**; all 212 pass.",
      }),
      event("turn.completed"),
    ],
  },
  failed: {
    events: [
      ...begun("Summarize the last hundred tickets."),
      event("turn.failed", {
        code: "context_too_long",
        message: "The conversation is too long for the model.",
      }),
    ],
  },
} as const satisfies Record<string, AgentScene>;

/** The name of a scene. */
export type AgentSceneName = keyof typeof AGENT_SCENES;
