/** An event of a serverless agent's log, before it has a place there. */
export interface AgentEvent {
  readonly type: string;
  readonly turnId: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** How many entries of a transcript {@link everyAgentField} makes. */
export const AGENT_ENTRIES = 9;

/** The events that put one text into every field of a serverless agent's log that the transcript shows. */
export function everyAgentField(text: string, id: number): AgentEvent[] {
  const turnOf = (name: string) => (type: string, data: AgentEvent["data"]) => ({
    type,
    turnId: `${name}_${id}`,
    data,
  });
  const [asking, failing, stopped] = [turnOf("asking"), turnOf("failing"), turnOf("stopped")];
  const [callId, questionId, heldId] = [`${text}${id}`, `q${id}${text}`, `h${id}${text}`];
  const value = id % 4 === 0 ? text : `${text}!`;
  return [
    asking("message.received", { input: text, mode: text, payload: { page: text } }),
    asking("turn.started", {}),
    asking("reasoning.completed", { text }),
    asking("tool.started", { tool: text, title: text, callId, input: text }),
    asking("tool.progress", { tool: text, callId, stage: text, message: text }),
    asking("tool.completed", { tool: text, title: text, callId, output: text }),
    asking("tool.started", { tool: text, callId: `${callId}2`, input: { [text]: text } }),
    asking("tool.completed", { tool: text, callId: `${callId}2`, output: { [text]: [text] }, result: true }),
    asking("tool.completed", { tool: text, output: JSON.stringify({ [text]: text }) }),
    asking("tool.failed", { tool: text, title: text, callId: `${callId}3`, message: text }),
    asking("message.delta", { text }),
    asking("message.completed", { text, finalText: text, source: text }),
    asking("question.asked", { questionId, text, options: [{ label: text, value }, text] }),
    asking("turn.completed", { outcome: "question", questionId }),
    asking("message.held", { questionId, heldId, input: text, payload: { text } }),
    asking("message.discarded", { questionId, heldId, reason: text }),
    failing("message.received", { input: text }),
    failing("question.answered", { questionId, answer: { questionId, text, value } }),
    failing("turn.started", {}),
    failing("message.delta", { text }),
    failing("turn.failed", { code: text, message: text, model: text, tool: text }),
    stopped("message.received", { input: text }),
    stopped("turn.cancelled", { reason: text }),
    stopped(text, { message: text, text }),
  ];
}

/** The events of an answer that grows by so many fragments, and ends with a question that offers the text. */
export function growingAnswer(text: string, id: number, fragments: number): readonly AgentEvent[][] {
  const turnId = `growing_${id}`;
  const event = (type: string, data: AgentEvent["data"]) => ({ type, turnId, data });
  const cut = (i: number) => Math.round((text.length * i) / fragments);
  const questionId = `q_${id}`;
  return [
    [event("message.received", { input: text }), event("turn.started", {})],
    [event("tool.started", { tool: text, title: text, callId: "c", input: text })],
    ...Array.from({ length: fragments }, (_, i) => [
      event("message.delta", { text: text.slice(cut(i), cut(i + 1)) }),
    ]),
    [
      event("message.completed", { text }),
      event("question.asked", { questionId, text, options: [{ label: text, value: text }, "Yes"] }),
      event("turn.completed", { outcome: "question", questionId }),
    ],
  ];
}
