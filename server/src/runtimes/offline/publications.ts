import type { ScriptedReply } from "./scripted-reply.js";

const PULL_REQUEST = "https://git.example/acme/shop/pull/42";

/** Builds a small web page and publishes it as a preview. */
export const page: ScriptedReply = async (context) => {
  await context.narrate("I'll draft the page, then put it up so that you can look at it.");
  await context.useTool("write_file", "index.html");
  const url = await context.turn.publish("text/html; charset=utf-8", LANDING_PAGE);
  await context.useTool("exec", "serve . --port 3000");
  await context.pause(300);
  await context.turn.emit({ type: "preview.url", body: { url, port: 3000 } });
  return context.concludeWork(`The page is up: [open the preview](${url}).

- **Hero** with one heading and one call to action
- **Three points** that say what the thing does
- Light and dark by \`color-scheme\`, no scripts, 1 request

Tell me what to change, and I'll change it.`);
};

/** Writes a report and publishes it as a file. */
export const report: ScriptedReply = async (context) => {
  await context.narrate("I'll gather the figures and write them up.");
  await context.useTool("read_file", "metrics/2026-q3.csv");
  const url = await context.turn.publish("text/markdown; charset=utf-8", REPORT);
  await context.useTool("write_file", "report.md");
  await context.turn.emit({
    type: "artifact.published",
    body: {
      key: "report",
      kind: "file",
      title: "Quarterly report",
      url,
      content_type: "text/markdown",
      bytes: Buffer.byteLength(REPORT),
    },
  });
  return context.concludeWork(`I've published the **quarterly report**. The short of it:

| Measure | Q2 | Q3 | Change |
| --- | ---: | ---: | ---: |
| Sessions | 8,120 | 11,404 | +40 % |
| Median answer | 9.1 s | 6.8 s | −25 % |
| Handed to a person | 14 % | 9 % | −5 pts |

The figures are made up: I am the offline agent.`);
};

/** Opens a pull request; GitHub then reports a failing check, which starts the next turn. */
export const pullRequest: ScriptedReply = async (context) => {
  await context.narrate("I'll commit the change to a branch and open a pull request.");
  await context.useTool("git", "push origin fix-flaky-clock");
  const title = "Pull request #42: Freeze the clock in tests";
  await context.turn.emit({
    type: "artifact.published",
    body: { key: "pr-42", kind: "link", title, url: PULL_REQUEST },
  });
  await context.pause(800);
  const end = await context.concludeWork(`Opened [#42 **Freeze the clock in tests**](${PULL_REQUEST}):

1. [x] Replaced \`Date.now()\` by an injected clock
2. [x] Removed two retries that hid the flake
3. [ ] Waiting for the checks`);
  await context.turn.receive({
    type: "github.pr.checks_completed",
    source: "github",
    actor: { type: "system", display: "GitHub" },
    body: {
      pr: 42,
      url: PULL_REQUEST,
      author: "github-actions",
      state: "failure",
      failing: [{ name: "lint" }],
    },
  });
  return end;
};

/** Reacts to a failed check of its pull request. */
export const fixChecks: ScriptedReply = async (context) => {
  await context.narrate("A check has failed. I'll look at what it says.");
  await context.useTool("read_log", "lint", "test/clock.test.ts:3 'now' is defined but never used");
  await context.useTool("edit_file", "test/clock.test.ts");
  return context.concludeWork(
    `The check **lint** of [#42](${PULL_REQUEST}) failed because of a variable that the change left unused. I've taken it out and pushed again.`,
  );
};

const LANDING_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>Primes &amp; Co.</title>
    <style>
      :root { color-scheme: light dark; font: 1.1rem/1.6 system-ui, sans-serif; }
      body { max-width: 44rem; margin: 4rem auto; padding: 0 1.5rem; }
      h1 { font-size: 2.6rem; line-height: 1.1; }
      a { display: inline-block; padding: 0.6rem 1.2rem; border-radius: 0.6rem;
          background: light-dark(#1d4ed8, #93c5fd); color: light-dark(white, #0b1220); text-decoration: none; }
    </style>
  </head>
  <body>
    <h1>Numbers that only you can divide.</h1>
    <p>Hand-picked primes, delivered fresh every morning.</p>
    <p><a href="#order">Order twenty</a></p>
    <ul id="order">
      <li>Indivisible, by anyone but you.</li>
      <li>Never the same one twice.</li>
      <li>Odd, with one exception.</li>
    </ul>
  </body>
</html>
`;

const REPORT = `# Quarterly report, Q3 2026

Figures of an example company, made up by the offline agent.

## Traffic

Sessions grew from 8,120 to 11,404.

## Answers

The median answer took 6.8 seconds, down from 9.1.
`;
