import type { Outcome } from "../../store/schema/rows.js";
import type { ScriptedReply } from "./scripted-reply.js";

/** A table with an explanation. */
export const table: ScriptedReply = (context) =>
  context.conclude(`Here are three ways to sort, side by side:

| Algorithm | Best | Typical | Worst | Stable |
| :-- | --: | --: | --: | :-: |
| Merge sort | \`n log n\` | \`n log n\` | \`n log n\` | yes |
| Quicksort | \`n log n\` | \`n log n\` | \`n²\` | no |
| Insertion sort | \`n\` | \`n²\` | \`n²\` | yes |

For short lists *insertion sort* wins in spite of its \`n²\`; that is why most libraries switch to it below a few dozen items.`);

/** A code example with an explanation. */
export const code: ScriptedReply = (context) =>
  context.conclude(`Try again with a growing pause, but not for ever:

\`\`\`ts
export async function retry<T>(work: () => Promise<T>, tries = 5): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === tries) throw error;
      const pause = Math.random() * Math.min(30_000, 500 * 2 ** attempt);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
\`\`\`

- \`Math.random()\` over the whole pause is *full jitter*: many clients do not come back at once.
- Use it only for work that may be repeated. See [the Retry-After header](https://www.rfc-editor.org/rfc/rfc9110#name-retry-after).`);

/** Some thousand words with every kind of heading and list. */
export const longAnswer: ScriptedReply = async (context) => {
  await context.narrate("This will be long; I'll work through it chapter by chapter.");
  return context.conclude(chapters(12));
};

/** An answer of about 60 KB, more than an event may contain. */
export const hugeAnswer: ScriptedReply = (context) => context.conclude(chapters(110));

function chapters(count: number): string {
  const list = Array.from({ length: count }, (_, index) => CHAPTERS[index % CHAPTERS.length]!(index + 1));
  return `# How to keep a service alive\n\n${list.join("\n\n")}\n\n---\n\n*That was all ${count} chapters.*`;
}

const CHAPTERS: readonly ((number: number) => string)[] = [
  (number) => `## ${number}. Measure before you change

You cannot mend what you do not see. Begin with three figures and watch them for a week: how many requests come, how many fail, and how long the slowest hundredth takes. **Averages lie**: a median of 40 ms says nothing about the one customer in a hundred who waits four seconds.

1. Count at the edge, where the customer is.
2. Keep the raw numbers; graphs round them away.
3. Write down what *normal* looks like while it is normal.`,
  (number) => `## ${number}. Fail in one place

A fault should stop where it happened. Give every call a time limit, every queue a length, and every retry a budget.

> A system without limits has them anyway; it just has not told you where.

\`\`\`yaml
timeout: 2s
queue: 100
retries: { budget: 10%, backoff: exponential, jitter: full }
\`\`\``,
  (number) => `## ${number}. Practise the bad day

Restore a backup once a month, from the text of the runbook alone, by someone who has not written it.

- What you have never restored
  - is not a backup
  - is a hope
- What nobody has read
  - is not a runbook`,
];

/** Ends the turn by the limit that was asked for. */
export const limit: ScriptedReply = async (context) => {
  await context.narrate("I'll go on until something stops me.");
  await context.answer("I have looked at 3 of 40 files so far, and will be stopped before I am through.");
  const outcome: Outcome = /time|deadline/i.test(context.asked)
    ? "deadline_exceeded"
    : /budget|token|credit/i.test(context.asked)
      ? "budget_exceeded"
      : "max_turns";
  return { outcome };
};

/** Fails like a model's provider. */
export const failure: ScriptedReply = async (context) => {
  await context.narrate("Calling the model…");
  const error = { code: "overloaded_error", message: "The model is overloaded. Try again in a moment." };
  await context.turn.emit({ type: "error.model", level: "user", body: { ...error, retriable: true } });
  return { outcome: "error", error };
};
