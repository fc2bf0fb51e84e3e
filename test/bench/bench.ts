/**
 * Measures the element beside other chats, in one run on one machine: `npm run bench`. Prints a table of medians and a
 * table of limits, writes `test/bench/dist/bench.json`, and fails if a limit is exceeded. With arguments, only the
 * measurements whose name contains one of them are made: `npm run bench -- open`.
 *
 * The growing answer on the serverless wire has 20 000 characters of mixed markdown in 1 000 fragments, after 50
 * messages. The server answers a request for news only when the next fragment exists, so that every fragment has its own
 * request, event and change; the real service answers at once, and delivers several fragments together. The cost of a
 * fragment is measured at 30 per second, as processor time of the main thread, minus the time that the page needs while
 * the turn runs without news. Frames and tasks are measured at 60 per second.
 */
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { launchBrowser } from "../support/playwright.js";
import { LIMITS } from "./limits.js";
import { buildPages } from "./build.js";
import { Measurer, type Subject } from "./measure.js";
import { BenchServer } from "./server.js";
import { measureTabs } from "./tabs.js";
import { transcript } from "./transcripts.js";

const ROUNDS = 5;

/** The pages that are opened in every round. `slowdown` is the factor by which the processor is slowed down. */
const OPENED: readonly { contender: string; count: number; slowdown?: number }[] = [
  { contender: "ours", count: 50 },
  { contender: "static", count: 50 },
  { contender: "deep-chat", count: 50 },
  { contender: "assistant-ui", count: 50 },
  { contender: "ours", count: 1000 },
  { contender: "ours-highlight", count: 1000 },
  { contender: "static", count: 1000 },
  { contender: "deep-chat", count: 1000 },
  { contender: "assistant-ui", count: 1000 },
  { contender: "ours", count: 1000, slowdown: 4 },
  { contender: "static", count: 1000, slowdown: 4 },
  { contender: "deep-chat", count: 1000, slowdown: 4 },
  { contender: "assistant-ui", count: 1000, slowdown: 4 },
  { contender: "ours", count: 10_000 },
  { contender: "static", count: 10_000 },
  { contender: "ours", count: 100_000 },
];

/** The pages that are opened in every round over a network, and then reloaded. */
const VISITED: readonly Required<Omit<Subject, "query">>[] = [
  { contender: "ours", count: 50, line: "4G" },
  { contender: "static", count: 50, line: "4G" },
  { contender: "deep-chat", count: 50, line: "4G" },
  { contender: "ours", count: 1000, line: "4G" },
  { contender: "ours", count: 10_000, line: "4G" },
  { contender: "ours", count: 100_000, line: "4G" },
  // The same conversation on both wires: 1 000 events on the serverless wire, 300 on v3.
  { contender: "ours", count: 200, line: "4G" },
  { contender: "ours-serverless", count: 200, line: "4G" },
  { contender: "ours", count: 50, line: "cable" },
  { contender: "ours", count: 50, line: "slow 4G" },
];

/** The pages whose drawings are counted, over a slow network. */
const DRAWN: readonly (Required<Omit<Subject, "query">> & { whole?: boolean })[] = [
  { contender: "ours", count: 10_000, line: "slow 4G" },
  { contender: "ours", count: 1000, line: "slow 4G", whole: true },
];

/** The pages whose moments are measured: when the composer is usable, and when the first message is painted. */
const ARRIVED = ["ours", "ours-preloaded"].flatMap((contender) =>
  (["cable", "4G", "slow 4G"] as const).flatMap((line) =>
    [1, 4].map((slowdown) => ({ contender, count: 50, line, slowdown })),
  ),
);

/** The pages to which `times` messages are appended, every `pause` milliseconds, after which each has been drawn. */
const APPENDED: readonly { contender: string; count: number; times: number; pause: number }[] = [
  { contender: "ours", count: 50, times: 40, pause: 60 },
  { contender: "ours", count: 10_000, times: 40, pause: 60 },
  { contender: "ours", count: 100_000, times: 40, pause: 60 },
  { contender: "deep-chat", count: 1000, times: 10, pause: 500 },
  { contender: "assistant-ui", count: 1000, times: 3, pause: 5000 },
];

const samples = new Map<string, number[]>();
const filters = process.argv.slice(2);
const isSelected = (name: string) => filters.length === 0 || filters.some((filter) => name.includes(filter));
const record = (name: string, value: number) => samples.set(name, [...(samples.get(name) ?? []), value]);

const counts = [...new Set([2000, ...[...OPENED, ...VISITED].map(({ count }) => count)])];
const server = await BenchServer.start({ files: await buildPages(), counts });
const browser = await launchBrowser();
const measurer = new Measurer(browser, server);
try {
  await measureAll();
} finally {
  await browser.close();
  server.stop();
}
process.exitCode = (await report()) ? 0 : 1;

async function measureAll(): Promise<void> {
  for (let round = 1; round <= ROUNDS; round += 1) {
    console.log(`round ${round} of ${ROUNDS}`);
    for (const subject of OPENED) await measureOpen(subject);
    for (const subject of VISITED) await measureVisits(subject);
    for (const subject of ARRIVED) await measureArrival(subject);
    for (const subject of DRAWN) await measureDrawings(subject);
    for (const { times, pause, ...subject } of APPENDED) {
      const name = `append ${subject.contender} ${subject.count}`;
      if (isSelected(name)) record(name, await measurer.append(subject, times, pause));
    }
    await measureFind();
    await measureColours();
    await measureScroll();
    await measureDeltas();
    await measureManyTabs();
  }
  await measureSize();
}

async function measureOpen({ slowdown = 1, ...subject }: (typeof OPENED)[number]): Promise<void> {
  const name = `open ${subject.contender} ${subject.count}${slowdown > 1 ? ` at ${slowdown}×` : ""}`;
  if (!isSelected(name)) return;
  const { ms, longest } = await measurer.open(subject, slowdown);
  record(name, ms);
  if (name === "open ours 10000") record("longest task", longest);
}

async function measureVisits(subject: (typeof VISITED)[number]): Promise<void> {
  const name = `open ${subject.contender} ${subject.count} on ${subject.line}`;
  if (!isSelected(name)) return;
  const { first, reload } = await measurer.visitTwice(subject);
  record(name, first.ms);
  record(`${name}, kB`, first.bytes / 1000);
  record(`${name} again`, reload.ms);
  record(`${name} again, kB`, reload.bytes / 1000);
}

async function measureArrival({ slowdown, ...subject }: (typeof ARRIVED)[number]): Promise<void> {
  const name = `arrival ${subject.contender} ${subject.count} on ${subject.line} at ${slowdown}×`;
  if (!isSelected(name)) return;
  const { usable, message, bytes, running, busy } = await measurer.arrival(subject, slowdown);
  record(`${name}, composer usable`, usable);
  record(`${name}, first message`, message);
  record(`${name}, kB`, bytes / 1000);
  record(`${name}, ms running scripts`, running);
  record(`${name}, ms of the main thread`, busy);
}

async function measureDrawings({ whole = false, ...subject }: (typeof DRAWN)[number]): Promise<void> {
  const name = `drawings ${subject.contender} ${subject.count} on ${subject.line}${whole ? ", whole log" : ""}`;
  if (!isSelected(name)) return;
  const { frames, elements } = await measurer.drawings({ ...subject, query: whole ? "&history=full" : "" });
  record(name, frames);
  record(`${name}, elements`, elements);
}

/** About 200 of the 2 000 messages have a block of code. */
async function measureColours(): Promise<void> {
  if (!isSelected("colours")) return;
  const [plain, coloured] = [
    await measurer.scrolledThrough({ contender: "ours", count: 2000 }),
    await measurer.scrolledThrough({ contender: "ours-highlight", count: 2000 }),
  ];
  record("colours, longest task without", plain.longest);
  record("colours, longest task", coloured.longest);
  record("colours, additional elements", coloured.elements - plain.elements);
}

/** The first search of a page reads the log; later ones use its index. */
async function measureFind(): Promise<void> {
  if (!isSelected("find")) return;
  const subject = { contender: "ours", count: 100_000 };
  const [first, second] = await measurer.find(subject, ["message 50000.", "message 70000."]);
  if (!first || !second || first.count !== 1) throw new Error("The search does not find the message.");
  record("find 1 in 100000", first.ms);
  record("find 1 in 100000, longest task", first.longest);
  record("find again in 100000", second.ms);
  record("find again in 100000, longest task", second.longest);
}

async function measureScroll(): Promise<void> {
  if (!isSelected("scroll")) return;
  const { p95, blanks, frames } = await measurer.scroll({ contender: "ours", count: 1000 }, 5);
  record("scroll p95", p95);
  record("scroll blanks", blanks);
  record("scroll frames", frames);
}

async function measureDeltas(): Promise<void> {
  if (!isSelected("delta")) return;
  const { first, last } = await measurer.deltaCost(50, 30);
  record("delta in the first fifth", first);
  record("delta in the last fifth", last);
  const { atRest, growing } = await measurer.deltaFrames(50, 60);
  record("delta p95 frame", growing.p95);
  // The time that the machine itself needs. If it is long, the figure above has no meaning.
  record("delta p95 frame without news", atRest.p95);
  record("delta longest task", growing.longest);
  record("delta frames", growing.frames);
}

async function measureManyTabs(): Promise<void> {
  if (!isSelected("tabs")) return;
  const { streams, requestedStreams, handOver } = await measureTabs(browser);
  record("streams from 20 tabs", streams);
  record("streams requested by 20 tabs", requestedStreams);
  for (const [end, ms] of Object.entries(handOver)) record(`hand-over from a tab ${end}`, ms);
}

async function measureSize(): Promise<void> {
  const ours = { contender: "ours", count: 10_000 };
  if (isSelected("elements")) {
    const { opened, scrolled } = await measurer.elements(ours);
    record("elements opened", opened);
    record("elements scrolled", scrolled);
  }
  if (isSelected("heap")) {
    const empty = await measurer.heap({ contender: "empty", count: 0 });
    record("heap ours 10000", (await measurer.heap(ours)) - empty);
    record("heap static 1000", (await measurer.heap({ contender: "static", count: 1000 })) - empty);
    record(
      "heap assistant-ui 1000",
      (await measurer.heap({ contender: "assistant-ui", count: 1000 })) - empty,
    );
    record(
      "text 10000",
      transcript(10_000).reduce((sum, { text }) => sum + text.length, 0),
    );
  }
}

/** Prints and writes the figures; resolves with whether no measured value exceeds its limit. */
async function report(): Promise<boolean> {
  const medians = new Map([...samples].map(([name, values]) => [name, median(values)]));
  console.log(`\n| measured | median | min–max |\n| --- | ---: | ---: |`);
  for (const [name, values] of samples) {
    console.log(
      `| ${name} | ${show(median(values))} | ${show(Math.min(...values))}–${show(Math.max(...values))} |`,
    );
  }
  console.log(`\n| figure | limit | measured | |\n| --- | ---: | ---: | --- |`);
  const results = LIMITS.map(({ name, value, limit }) => ({ name, limit, measured: value(medians) }));
  for (const { name, limit, measured } of results) {
    const verdict = Number.isNaN(measured) ? "not measured" : measured <= limit ? "kept" : "EXCEEDED";
    console.log(`| ${name} | ${limit} | ${show(measured)} | ${verdict} |`);
  }
  const file = fileURLToPath(new URL("dist/bench.json", import.meta.url));
  await writeFile(file, JSON.stringify({ samples: Object.fromEntries(samples), limits: results }, null, 2));
  return results.every(({ measured, limit }) => !(measured > limit));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

function show(value: number): string {
  if (Number.isNaN(value)) return "–";
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(value >= 10 ? 1 : 3);
}
