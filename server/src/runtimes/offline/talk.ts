import type { ScriptedReply } from "./scripted-reply.js";

const QUESTION = {
  text: "Which part do you mean?",
  options: [
    { label: "How it looks", value: "looks" },
    { label: "How fast it is", value: "speed" },
    { label: "How it reads, the code itself", value: "code" },
  ],
};

const LEAD = "I can do that, but I need to know one thing first.";

/** The same question as the text of an answer. */
const WHOLE = `I can do that, but I need to know one thing first: **which part do you mean?**

1. How it *looks*
2. How *fast* it is
3. How it *reads*, the code itself`;

/** Asks for clarification of an unclear task. */
export const clarify: ScriptedReply = async (context) => {
  await context.narrate("There is more than one way to read that, so I had better ask.");
  return context.ask(LEAD, QUESTION, WHOLE);
};

/** Continues after the reply to its own question. */
export const takeUp: ScriptedReply = async (context) => {
  await context.narrate("Thanks, that settles it.");
  await context.useTool("read_file", "src/index.ts");
  const reply = quote(context.asked);
  const task = (await context.turn.history()).findLast(({ role }) => role === "user")?.text ?? "";
  return context.concludeWork(`Got it:

${reply}

So for ${inline(task)} I'd go about it like this:

1. Write down what it does today, as a test
2. Change that one part
3. Run the test again, and show you the difference

Say **go** when you agree.`);
};

/** Greets, and lists what it can be asked. */
export const introduce: ScriptedReply = (context) =>
  context.conclude(`Hello! I'm **${context.turn.agent.name}**, an agent that needs no model and no network.

Ask me for
- the first 20 primes: I'll write the script and *really run it*
- a web page, a report or a pull request
- a table, some code, a long answer, a huge answer
- an error, or a limit
- something unclear, such as "make it better": I'll ask back`);

/** Reads the project's CI configuration, and refers to the earlier conversation. */
export const checkCi: ScriptedReply = async (context) => {
  await context.narrate("I'll look at the CI config as well.");
  await context.useTool("read_file", ".github/workflows/ci.yml");
  const first = (await context.turn.history()).find(({ role }) => role === "user")?.text;
  const before = first === undefined ? "" : `On top of ${inline(first)}, `;
  return context.concludeWork(`${before}I checked the CI config:

- \`node-version: 18\` is past its end of life; **20** or **22** would do
- there is no \`timeout-minutes\`, so a hung job runs for six hours
- the cache key does not contain the lock file's hash

\`\`\`diff
-  node-version: 18
+  node-version: 22
+timeout-minutes: 15
\`\`\``);
};

/** Summarizes the conversation so far. */
export const recall: ScriptedReply = async (context) => {
  const asked = (await context.turn.history()).filter(({ role }) => role === "user");
  const list = asked.map(({ text }, index) => `${index + 1}. ${inline(text)}`).join("\n");
  return context.conclude(
    asked.length === 0 ? "This is the first thing you said." : `So far you asked:\n\n${list}`,
  );
};

/** Answers a thank-you. */
export const welcome: ScriptedReply = (context) => context.conclude("You're welcome. Anything else?");

/** Answers a message that no scripted reply matches. */
export const improvise: ScriptedReply = async (context) => {
  await context.narrate("Let me think about that.");
  const before = (await context.turn.history()).filter(({ role }) => role === "user").length;
  return context.conclude(`You asked:

${quote(context.asked)}

A model would answer that now. I'm only the **offline agent**, so here is what I *can* tell:

- it has ${context.asked.trim().split(/\s+/).length} words
- it is message number ${before + 1} of this conversation

Ask me for \`help\` to see what I can do.`);
};

function quote(text: string): string {
  return text.slice(0, 1000).replace(/^/gm, "> ");
}

function inline(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return `“${line.length > 80 ? `${line.slice(0, 79)}…` : line}”`;
}
