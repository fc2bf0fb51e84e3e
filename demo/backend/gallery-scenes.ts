import type { EventDraft } from "../../server/src/index.js";
import { FILE_SCENES } from "./file-scenes.js";

/** A conversation at one moment: the events of its log, and the state of its session and token. */
export interface Scene {
  /** The message that starts the session. */
  readonly input: string;
  readonly events: readonly EventDraft[];
  /** The session is archived, so it is read-only. */
  readonly archived?: true;
  /** The token has only the scope `read`. */
  readonly readOnly?: true;
  /** The token has expired. */
  readonly expired?: true;
}

const TURN = "trn_gallery";

function says(text: string): EventDraft {
  return { type: "agent.message", actor: AGENT, turn_id: TURN, body: { text } };
}

function asks(text: string): EventDraft {
  return { type: "user.message", actor: { type: "human" }, body: { text } };
}

function started(): EventDraft {
  return { type: "turn.started", level: "progress", turn_id: TURN, body: { turn_id: TURN } };
}

function ended(outcome = "completed", input_to_seq = 1): EventDraft {
  return { type: "turn.completed", turn_id: TURN, body: { turn_id: TURN, outcome, input_to_seq } };
}

function uses(tool: string, args_summary: string): EventDraft {
  return { type: "tool.call", level: "progress", turn_id: TURN, body: { tool, args_summary } };
}

function gave(tool: string, output: string, is_error = false): EventDraft {
  return { type: "tool.result", level: "progress", turn_id: TURN, body: { tool, output, is_error } };
}

function ran(command: string, exit_code: number, summary: string): EventDraft {
  return { type: "exec.completed", level: "progress", turn_id: TURN, body: { command, exit_code, summary } };
}

const PULL = { pr: 42, url: "https://git.example/acme/shop/pull/42", author: "ada" };

const AGENT = { type: "agent" as const, display: "Ada" };

const MARKDOWN = `# Three ways to find primes

The **sieve** is the one to remember. It crosses out what *cannot* be prime:

\`\`\`python
def primes(limit):
    sieve = [True] * (limit + 1)
    for n in range(2, int(limit ** 0.5) + 1):
        if sieve[n]:
            sieve[n * n :: n] = [False] * len(sieve[n * n :: n])
    return [n for n in range(2, limit + 1) if sieve[n]]
\`\`\`

| Way | Time | Memory | Worth it |
| :-- | --: | --: | :-: |
| Trial division | \`n √n\` | none | for one number |
| Sieve | \`n log log n\` | \`n\` | nearly always |
| Miller–Rabin | \`k log³ n\` | none | for huge numbers |

1. Start at 2
2. Cross out its multiples
   - from \`n²\` on, as the smaller ones are gone already
   - ~~up to n~~ up to the limit
3. Go on with the next number that is left

- [x] Written
- [x] Run
- [ ] Made faster

> Everything else about primes is harder than it looks.

See [the sieve's history](https://en.wikipedia.org/wiki/Sieve_of_Eratosthenes). ![A plot of the primes](https://images.example/primes.png)`;

const RESEARCH = `How many primes are there below a number $x$? The **prime number theorem**[^pnt] says that their count $\\pi(x)$ comes near

$$\\pi(x) \\sim \\frac{x}{\\ln x}$$

Gauss guessed it as a boy[^1], and it was proved in 1896 by [Hadamard](https://en.wikipedia.org/wiki/Jacques_Hadamard) and [de la Vallée Poussin](https://en.wikipedia.org/wiki/Charles_Jean_de_la_Vall%C3%A9e_Poussin). To see how near it comes[^1]:

\`\`\`python
from math import log
from sympy import primepi

for x in (10**3, 10**6, 10**9):
    print(x, primepi(x) / (x / log(x)))
\`\`\`

More is in [the list of counts](https://oeis.org/A006880), [a proof in four pages](https://www.jstor.org/stable/2975232) and [the encyclopedia](https://encyclopediaofmath.org/wiki/Distribution_of_prime_numbers).

[^pnt]: [Prime number theorem](https://en.wikipedia.org/wiki/Prime_number_theorem)
[^1]: In a letter of 1849, of what he had found in tables by the age of sixteen; he wrote $\\int_2^x \\frac{dt}{\\ln t}$, which comes nearer.`;

const HOSTILE = `<script>alert("script")</script> <img src=x onerror=alert(1)>

[a link that is a script](javascript:alert(1)), [one that hides](https://good.example@evil.example/), and an image that would tell on you:

![pixel](https://tracker.example/pixel.gif?you)

<style>body { display: none }</style>`;

/** A log that is longer than a page: turns of three events each, including the message that starts the session. */
const LONG = Array.from({ length: 150 }, (_, i) => [
  ...(i > 0 ? [asks(`What is ${i + 1} squared?`)] : []),
  says(`${i + 1} squared is **${(i + 1) ** 2}**.`),
  ended("completed", 1 + 3 * i),
]).flat();

/** Every scene of the gallery by its name. */
export const SCENES = {
  markdown: { input: "How do I find primes?", events: [says(MARKDOWN), ended()] },
  research: { input: "How many primes are there?", events: [says(RESEARCH), ended()] },

  long: { input: "What is 1 squared?", events: LONG },
  cards: {
    input: "Build a page for it, with a report and a pull request.",
    events: [
      { type: "preview.url", turn_id: TURN, body: { url: "https://preview.example/primes", port: 3000 } },
      {
        type: "artifact.published",
        turn_id: TURN,
        body: {
          key: "report",
          kind: "file",
          title: "Quarterly report",
          url: "https://files.example/report.pdf",
        },
      },
      { type: "artifact.published", turn_id: TURN, body: { key: "notes", kind: "file", title: "Notes" } },
      says("All three are up. The page is in *light and dark*, the report covers Q3."),
      ended(),
      {
        type: "github.pr.review_submitted",
        source: "github",
        body: { ...PULL, by: "grace", approved: true },
      },
      ended("completed", 7),
    ],
  },
  sources: {
    input: "Tell me when the nightly build fails.",
    events: [
      says("I will."),
      ended(),
      {
        type: "http.request",
        actor: { type: "trigger", id: "hk_nightly", display: "Nightly build" },
        refs: { http: { hook_id: "hk_nightly" } },
        body: { payload: { text: "Build 1207 has failed.", build: 1207, branch: "main", minutes: 14.2 } },
      },
      says("The nightly build has failed: two checks do not pass. I have opened a pull request."),
      ended("completed", 4),
      {
        type: "github.pr.checks_completed",
        source: "github",
        body: { ...PULL, state: "failure", failing: [{ name: "lint" }, { name: "e2e (webkit)" }] },
      },
      {
        type: "github.pr.comment",
        source: "github",
        body: {
          ...PULL,
          comment: "The clock must be frozen before the page opens.",
          comment_url: `${PULL.url}#c1`,
        },
      },
      {
        type: "turn.failed",
        turn_id: TURN,
        body: { input_to_seq: 8, error: { message: "The brain crashed." } },
      },
    ],
  },
  notices: {
    input: "Go through all 40 files.",
    events: [
      says("I have looked at 3 of 40 files so far."),
      ended("max_turns"),
      asks("Go on."),
      {
        type: "error.model",
        body: { code: "overloaded_error", message: "The model is overloaded.", retriable: true },
      },
      ended("error", 4),
      asks("Again, please."),
      ended("canceled", 7),
    ],
  },
  work: {
    input: "Why does the build fail?",
    events: [
      started(),
      { ...says("I'll look at what CI ran last."), level: "progress" },
      uses("read_file", ".github/workflows/ci.yml"),
      gave("read_file", "on: push\njobs:\n  test:\n    steps:\n      - run: npm ci\n      - run: npm test"),
      ran("npm ci", 0, "added 214 packages in 6 s"),
      ran("npm test", 1, "1 of 212 tests failed: clock.test.ts"),
      uses("edit_file", "test/clock.test.ts"),
      gave("edit_file", "1 change"),
      ran("npm test", 0, "212 tests passed"),
      says("One test read the real clock. It now gets a **frozen one**; all 212 pass."),
      ended(),
    ],
  },
  working: { input: "Summarize the last hundred tickets.", events: [started()] },
  done: { input: "Take the blue one out of the list.", events: [says("It is out. Four are left."), ended()] },
  stopping: { input: "Summarize all tickets there ever were.", events: [started()] },
  running: {
    input: "Why does the build fail?",
    events: [
      started(),
      { ...says("I'll look at what CI ran last."), level: "progress" },
      uses("read_file", ".github/workflows/ci.yml"),
      gave("read_file", "on: push\njobs:\n  test:\n    steps:\n      - run: npm ci\n      - run: npm test"),
      ran("npm test", 1, "1 of 212 tests failed: clock.test.ts"),
      uses("edit_file", "test/clock.test.ts"),
    ],
  },
  queued: {
    input: "Why does the build fail?",
    events: [
      started(),
      uses("read_file", ".github/workflows/ci.yml"),
      asks("And is it the same on main?"),
      asks("Please tell Grace as well."),
    ],
  },
  question: {
    input: "Make it better.",
    events: [
      says("I can do that, but first: **which part do you mean?**\n\n1. How it looks\n2. How fast it is"),
      ended("needs_input"),
    ],
  },
  expired: { input: "Hello", events: [says("Hello! What can I do for you?"), ended()], expired: true },
  ...FILE_SCENES,
  archived: { input: "Thanks, that was all.", events: [says("You're welcome."), ended()], archived: true },
  readonly: { input: "Can you hear me?", events: [says("Loud and clear."), ended()], readOnly: true },
  refused: { input: "Which size do you take?", events: [says("Anything up to a megabyte."), ended()] },
  unreachable: { input: "Are you there?", events: [says("I am. The network may not be."), ended()] },
  hostile: { input: "Show me what an attacker would write.", events: [says(HOSTILE), ended()] },
  rtl: {
    input: "اكتب نصًا برمجيًا يطبع أول 20 عددًا أوليًا.",
    events: [
      says(
        "حسنًا، إليك **النص البرمجي**:\n\n```python\nprint([n for n in range(2, 72) if all(n % d for d in range(2, n))])\n```\n\n1. يبدأ بالعدد 2\n2. يتخطى ما يقبل القسمة",
      ),
      ended(),
    ],
  },
  people: {
    input: "Is anyone there?",
    events: [
      says("I am. I have asked a colleague to join."),
      {
        type: "user.message",
        actor: { type: "human", id: "usr_grace", display: "Grace" },
        body: { text: "Hi, Grace here. I'll take over." },
      },
      ended("completed", 3),
    ],
  },
  renderer: {
    input: "Where is my order?",
    events: [
      { type: "shop.order", body: { number: "A-1042", state: "Out for delivery", step: 3 } },
      says("It is on its way and should be with you **before noon**."),
      ended(),
    ],
  },
} as const satisfies Record<string, Scene>;

/** The name of a scene. */
export type SceneName = keyof typeof SCENES;
