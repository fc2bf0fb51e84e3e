import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, test } from "node:test";
import {
  INITIAL_READING,
  type Facts,
  type Happening,
  type Phase,
  type Reading,
} from "../src/session/reading/reading.js";
import { transition } from "../src/session/reading/transition.js";
import { SessionError } from "../src/wire/errors.js";

const page = readFileSync("docs/architecture.md", "utf8");

/** What stands under a heading of the page. */
function under(heading: string): string {
  const [, rest = ""] = page.split(`\n## ${heading}\n`);
  return rest.split("\n## ")[0]!;
}

/** Whether a file defines a function, a method, an arrow in a field, or a class of this name. */
function defines(file: string, name: string): boolean {
  if (!existsSync(file)) return false;
  const plain = name.replace("#", "\\#?");
  const definition = new RegExp(
    `^(export )?(async )?(function\\*? |class )${plain}\\b|^export async function\\* ${plain}\\b|` +
      `^  ((protected |override |async |readonly )*)${plain}(\\(|<| = )`,
    "m",
  );
  return definition.test(readFileSync(file, "utf8"));
}

const ROUTES: readonly [heading: string, most: number][] = [
  ["From bytes to paint", 13],
  ["From keypress to confirmed", 14],
];

for (const [heading, most] of ROUTES) {
  describe(heading, () => {
    const stations = [...under(heading).matchAll(/^\d+\. `([^`]+)` `([^`]+)`/gm)];
    test(`has at most ${most} stations`, () => {
      assert.ok(stations.length > 5 && stations.length <= most, `${stations.length}`);
    });
    for (const [, file = "", name = ""] of stations) {
      test(`${file} has ${name}`, () => assert.ok(defines(file, name)));
    }
    for (const [, name = "", file = ""] of under(heading).matchAll(/`(\w+)` in\s+`(src[^`]+)`/g)) {
      test(`${file} has ${name}`, () => assert.ok(defines(file, name)));
    }
  });
}

test("a function that is not there is missed", () => {
  assert.ok(!defines("src/session/session.ts", "sendNot"));
  assert.ok(!defines("src/session/session.ts", "newIdempotencyKey"), "only called there");
});

const arrows = (heading: string) =>
  [...under(heading).matchAll(/^ {2}(\w+) --> (\w+): ([\w-]+)(.*)$/gm)].map(
    ([, from = "", to = "", word = ""]) => ({
      from,
      to,
      word,
    }),
  );

/** The members of a union of string literals under `key`, as a file's source names them. */
const named = (file: string, key: string) =>
  new Set(
    [...readFileSync(file, "utf8").matchAll(new RegExp(`readonly ${key}: "([\\w-]+)"`, "g"))].map(
      ([, name]) => name,
    ),
  );

describe("the connection's diagram", () => {
  const drawn = arrows("The connection");
  const DOWN = new SessionError("network", "down");
  const HAPPENINGS: Readonly<Record<string, readonly Happening[]>> = {
    start: [{ type: "start", refusals: 0 }],
    "no-conversation": [{ type: "no-conversation" }],
    granted: [{ type: "granted" }],
    failed: [DOWN, new SessionError("not-found", "gone")].map((error) => ({ type: "failed", error })),
    ended: [
      { type: "ended", end: "healthy", error: null },
      { type: "ended", end: "mute", error: new SessionError("protocol", "a page") },
    ],
    "no-slot": [{ type: "no-slot" }],
    refused: [{ type: "refused", isStale: false, error: new SessionError("unauthorized", "expired") }],
    paged: [{ type: "paged" }],
    led: [{ type: "led" }],
    leading: [{ type: "leading" }],
    missed: [{ type: "missed" }],
    told: [{ type: "told", isLive: true }],
    due: [{ type: "due" }],
  };
  const facts: Omit<Facts, "role" | "isProven"> = {
    now: 0,
    random: 0.5,
    connection: "live" as const,
    live: "stream" as const,
    isWorking: false,
  };
  const TABS = (["alone", "follower", "leader"] as const).flatMap((role) =>
    [true, false].map((isProven): Facts => ({ ...facts, role, isProven })),
  );
  const BUSY = new SessionError("rate-limited", "busy", { retryAfter: 1_000 });
  /** In a tab that is looked at, in one that is not, and in one that the server asks again and again to wait. */
  const READINGS: readonly Partial<Reading>[] = [
    {},
    { isHiddenLong: true },
    { error: BUSY, retryAt: 1_000, hasUndercut: true },
  ];

  /** Where a happening leads from a phase, in any tab. */
  function leads(phase: string, word: string): Phase[] {
    return READINGS.flatMap((odd) =>
      (HAPPENINGS[word] ?? []).flatMap((happening) =>
        TABS.map((tab) => {
          const reading = { ...INITIAL_READING, ...odd, phase: phase as Phase };
          return transition(reading, happening, tab)[0].phase;
        }),
      ),
    );
  }

  for (const { from, to, word } of drawn) {
    test(`${word} leads from ${from} to ${to}`, () => {
      const reached = leads(from, word);
      assert.ok(reached.includes(to as Phase), reached.join());
    });
  }

  test("every phase is drawn, and from each only what the table knows", () => {
    const phases = ["stopped", "asking", "streaming", "paging", "following", "pausing", "waiting"];
    assert.deepEqual([...new Set(drawn.flatMap(({ from, to }) => [from, to]))].sort(), phases.sort());
  });
});

describe("the delivery's diagram", () => {
  const drawn = arrows("The delivery of a message");
  test("draws the phases of the queue", () => {
    const phases = named("src/session/sending/queue.ts", "at");
    assert.deepEqual(new Set(drawn.flatMap(({ from, to }) => [from, to])), phases);
  });

  test("names happenings of the queue", () => {
    const happenings = named("src/session/sending/queue.ts", "type");
    for (const { word } of drawn) assert.ok(happenings.has(word), word);
  });
});

test("the page about files on demand has a row for each of them", () => {
  const [, table = ""] = /const ON_DEMAND = \{(.*?)\n\}/s.exec(readFileSync("scripts/cdn.ts", "utf8")) ?? [];
  const files = [...table.matchAll(/^ {2}(\w+): /gm)].map(([, name]) => name);
  const decision = readFileSync("docs/decisions/files-on-demand.md", "utf8");
  const rows = [...decision.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
  assert.deepEqual(rows.toSorted(), files.toSorted());
});

describe("the paths that these pages name", () => {
  const pages = ["CONTRIBUTING.md", "docs/architecture.md"];
  const decisions = readdirSync("docs/decisions").map((file) => `docs/decisions/${file}`);
  for (const file of [...pages, ...decisions]) {
    test(`are there: ${file}`, () => {
      const paths = [
        ...readFileSync(file, "utf8").matchAll(/`((?:src|test|server|demo|scripts|docs)\/[\w./-]+)`/g),
      ];
      const missing = paths.filter(([, path = ""]) => !path.includes("xx") && !existsSync(path));
      assert.deepEqual(
        missing.map(([, path]) => path),
        [],
      );
    });
  }
});

test("the files that lint's messages name exist", () => {
  const files = readdirSync("src", { recursive: true, encoding: "utf8" }).map((file) => basename(file));
  const named = readFileSync(".oxlintrc.json", "utf8").matchAll(/`([\w-]+\.ts)`/g);
  assert.deepEqual(
    [...named].map(([, file = ""]) => file).filter((file) => !files.includes(file)),
    [],
  );
});
