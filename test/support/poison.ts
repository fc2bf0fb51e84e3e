/** Nested lists as JSON. With thousands of levels, `JSON.stringify` overflows the stack. */
export function nested(levels: number): string {
  return "[".repeat(levels) + "]".repeat(levels);
}

/** The type and the body, as JSON, of malformed events: valid JSON with unexpected values. */
export const POISON: readonly (readonly [type: string, body: string])[] = [
  ["preview.url", '{"url":"https://a.example","port":{"toString":1,"valueOf":1}}'],
  ["exec.completed", '{"command":"x","exit_code":{"toString":1,"valueOf":1}}'],
  ["preview.url", `{"url":"https://a.example","port":${nested(7000)}}`],
  ["http.request", `{"payload":${nested(12_000)}}`],
  ["http.request", `{"payload":${nested(5000)}}`],
  ["agent.message", '{"text":{"a":1}}'],
  ["artifact.published", '{"key":{},"title":[],"bytes":{"valueOf":1}}'],
  ["tool.call", `{"tool":{"toString":1},"args_summary":${nested(3000)}}`],
  ["tool.call", `{"tool":"x","input":${nested(6000)}}`],
  ["tool.result", `{"tool":{"toString":1},"output":${nested(6000)},"error":{"message":{}}}`],
  ["user.message", `{"text":${nested(9000)}}`],
  ["turn.completed", `{"outcome":{"toString":1},"error":${nested(9000)},"input_to_seq":{"valueOf":1}}`],
  ["github.pr.checks_completed", `{"failing":[{"name":{}},${nested(6000)}],"pr":{"number":{}},"by":[]}`],
];
