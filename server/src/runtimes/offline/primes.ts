import { runScript, type Script, type ScriptRun } from "./script.js";
import type { ScriptedReply } from "./scripted-reply.js";

/** Writes a script that prints the first primes, runs it, and reports the output. */
export const primes: ScriptedReply = async (context) => {
  const count = Math.min(Number(/\b(\d{1,4})\b/.exec(context.asked)?.[1] ?? 20) || 20, 1000);
  await context.narrate(`I'll write a script that prints the first ${count} primes, then run it.`);
  const run = await runScript(primesScript(count), context.turn.signal);
  const lines = run.source.trimEnd().split("\n").length;
  await context.useTool("write_file", `${run.file} (${lines} lines)`, `Wrote ${run.file}.`);
  await context.useTool("exec", run.command);
  await context.pause(250);
  await context.turn.emit({
    type: "exec.completed",
    level: "progress",
    body: { command: run.command, exit_code: run.exitCode, summary: run.output.trim().slice(0, 500) },
  });
  await context.toolResult("exec", run.output.trim(), run.exitCode !== 0);
  return context.concludeWork(report(count, run));
};

function report(count: number, run: ScriptRun): string {
  const noPython =
    run.language === "javascript" ? " There is no Python on this machine, so I used Node." : "";
  const verdict =
    run.exitCode === 0
      ? `It ran with ${run.interpreter} in ${run.milliseconds} ms and exited with code 0.${noPython}`
      : `It failed with exit code ${run.exitCode} under ${run.interpreter}.${noPython}`;
  return `Here is \`${run.file}\`, which prints the first ${count} primes:

\`\`\`${run.language}
${run.source.trimEnd()}
\`\`\`

${verdict} Its output:

\`\`\`text
${run.output.trimEnd()}
\`\`\`
`;
}

function primesScript(count: number): Script {
  return {
    name: "primes",
    python: `def primes(count):
    """The first \`count\` primes, by trial division with the primes found so far."""
    found = []
    candidate = 2
    while len(found) < count:
        if all(candidate % p for p in found if p * p <= candidate):
            found.append(candidate)
        candidate += 1
    return found


print(*primes(${count}), sep=", ")
`,
    javascript: `/** The first \`count\` primes, by trial division with the primes found so far. */
function primes(count) {
  const found = [];
  for (let candidate = 2; found.length < count; candidate++) {
    if (found.every((p) => p * p > candidate || candidate % p !== 0)) found.push(candidate);
  }
  return found;
}

console.log(primes(${count}).join(", "));
`,
  };
}
