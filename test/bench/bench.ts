/**
 * Measures what the widget costs beside others, on this machine, in one run: `npm run bench`. Prints a table of
 * medians and the bars we promise, writes `test/bench/dist/bench.json`, and fails when a bar is missed.
 * With words, only measurements whose name contains one: `npm run bench -- open`.
 *
 * An answer that grows, on the wire of serverless agents: 20 000 characters of mixed markdown in 1 000 fragments below
 * 50 messages. The server keeps a question for news until the next fragment is there, and the element asks again at
 * once after each, so that every fragment is a request, an event and a change of its own; by the service's own answers,
 * which are empty when there is no news, fragments come some at a time. What a fragment costs the main thread is
 * measured at 30 a second, in processor time, less what the page costs while the turn runs without news; frames and
 * tasks at 60.
 */
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { launchBrowser } from "../support/playwright.js";
import { BARS } from "./bars.js";
import { buildPages } from "./build.js";
import { Measurer, type Subject } from "./measure.js";
import { BenchServer } from "./server.js";
import { measureTabs } from "./tabs.js";
import { transcript } from "./transcripts.js";

const ROUNDS = 5;

/** Opened in every round, one after the other; `slowdown` is a factor on the processor. */
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

/** Opened in every round on a line, at a first visit and again. */
const VISITED: readonly Required<Omit<Subject, "query">>[] = [
  { contender: "ours", count: 50, line: "4G" },
  { contender: "static", count: 50, line: "4G" },
  { contender: "deep-chat", count: 50, line: "4G" },
  { contender: "ours", count: 1000, line: "4G" },
  { contender: "ours", count: 10_000, line: "4G" },
  { contender: "ours", count: 100_000, line: "4G" },
  // The same conversation on either wire: 1 000 events on that of serverless agents, 300 on the other.
  { contender: "ours", count: 200, line: "4G" },
  { contender: "ours-serverless", count: 200, line: "4G" },
  { contender: "ours", count: 50, line: "cable" },
  { contender: "ours", count: 50, line: "slow 4G" },
];

/** What is drawn on the way, on a slow line. */
const DRAWN: readonly (Required<Omit<Subject, "query">> & { whole?: boolean })[] = [
  { contender: "ours", count: 10_000, line: "slow 4G" },
  { contender: "ours", count: 1000, line: "slow 4G", whole: true },
];

/** When a chat of 50 messages can be used and shows the first of them, by line and factor on the processor. */
const ARRIVED = ["ours", "ours-preloaded"].flatMap((contender) =>
  (["cable", "4G", "slow 4G"] as const).flatMap((line) =>
    [1, 4].map((slowdown) => ({ contender, count: 50, line, slowdown })),
  ),
);

/** How often one more message is sent, and how many milliseconds apart: enough for each to finish. */
const APPENDED: readonly { contender: string; count: number; times: number; pause: number }[] = [
  { contender: "ours", count: 50, times: 40, pause: 60 },
  { contender: "ours", count: 10_000, times: 40, pause: 60 },
  { contender: "ours", count: 100_000, times: 40, pause: 60 },
  { contender: "deep-chat", count: 1000, times: 10, pause: 500 },
  { contender: "assistant-ui", count: 1000, times: 3, pause: 5000 },
];

const samples = new Map<string, number[]>();
const filters = process.argv.slice(2);
const wanted = (name: string) => filters.length === 0 || filters.some((filter) => name.includes(filter));
const note = (name: string, value: number) => samples.set(name, [...(samples.get(name) ?? []), value]);

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
      if (wanted(name)) note(name, await measurer.append(subject, times, pause));
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
  if (!wanted(name)) return;
  const { ms, longest } = await measurer.open(subject, slowdown);
  note(name, ms);
  if (name === "open ours 10000") note("longest task", longest);
}

async function measureVisits(subject: (typeof VISITED)[number]): Promise<void> {
  const name = `open ${subject.contender} ${subject.count} on ${subject.line}`;
  if (!wanted(name)) return;
  const { first, reload } = await measurer.visitTwice(subject);
  note(name, first.ms);
  note(`${name}, kB`, first.bytes / 1000);
  note(`${name} again`, reload.ms);
  note(`${name} again, kB`, reload.bytes / 1000);
}

async function measureArrival({ slowdown, ...subject }: (typeof ARRIVED)[number]): Promise<void> {
  const name = `arrival ${subject.contender} ${subject.count} on ${subject.line} at ${slowdown}×`;
  if (!wanted(name)) return;
  const { usable, message, bytes, running, busy } = await measurer.arrival(subject, slowdown);
  note(`${name}, composer usable`, usable);
  note(`${name}, first message`, message);
  note(`${name}, kB`, bytes / 1000);
  note(`${name}, ms running scripts`, running);
  note(`${name}, ms of the main thread`, busy);
}

async function measureDrawings({ whole = false, ...subject }: (typeof DRAWN)[number]): Promise<void> {
  const name = `drawings ${subject.contender} ${subject.count} on ${subject.line}${whole ? ", whole log" : ""}`;
  if (!wanted(name)) return;
  const { frames, elements } = await measurer.drawings({ ...subject, query: whole ? "&history=full" : "" });
  note(name, frames);
  note(`${name}, elements`, elements);
}

/** Of 2 000 messages, some 200 have a block of code. */
async function measureColours(): Promise<void> {
  if (!wanted("colours")) return;
  const [plain, coloured] = [
    await measurer.scrolledThrough({ contender: "ours", count: 2000 }),
    await measurer.scrolledThrough({ contender: "ours-highlight", count: 2000 }),
  ];
  note("colours, longest task without", plain.longest);
  note("colours, longest task", coloured.longest);
  note("colours, elements more", coloured.elements - plain.elements);
}

/** The first search of a page reads the log; a later one knows its words. */
async function measureFind(): Promise<void> {
  if (!wanted("find")) return;
  const subject = { contender: "ours", count: 100_000 };
  const [first, second] = await measurer.find(subject, ["message 50000.", "message 70000."]);
  if (!first || !second || first.count !== 1) throw new Error("the search does not find what is there");
  note("find 1 in 100000", first.ms);
  note("find 1 in 100000, longest task", first.longest);
  note("find again in 100000", second.ms);
  note("find again in 100000, longest task", second.longest);
}

async function measureScroll(): Promise<void> {
  if (!wanted("scroll")) return;
  const { p95, blanks, frames } = await measurer.scroll({ contender: "ours", count: 1000 }, 5);
  note("scroll p95", p95);
  note("scroll blanks", blanks);
  note("scroll frames", frames);
}

async function measureDeltas(): Promise<void> {
  if (!wanted("delta")) return;
  const { first, last } = await measurer.deltaCost(50, 30);
  note("delta in the first fifth", first);
  note("delta in the last fifth", last);
  const { atRest, growing } = await measurer.deltaFrames(50, 60);
  note("delta p95 frame", growing.p95);
  // What the machine itself takes: where this is long, the one above says nothing.
  note("delta p95 frame without news", atRest.p95);
  note("delta longest task", growing.longest);
  note("delta frames", growing.frames);
}

async function measureManyTabs(): Promise<void> {
  if (!wanted("tabs")) return;
  const { streams, asked, handOver } = await measureTabs(browser);
  note("streams from 20 tabs", streams);
  note("streams asked for by 20 tabs", asked);
  for (const [what, ms] of Object.entries(handOver)) note(`hand-over from a tab ${what}`, ms);
}

async function measureSize(): Promise<void> {
  const ours = { contender: "ours", count: 10_000 };
  if (wanted("elements")) {
    const { opened, scrolled } = await measurer.elements(ours);
    note("elements opened", opened);
    note("elements scrolled", scrolled);
  }
  if (wanted("heap")) {
    const empty = await measurer.heap({ contender: "empty", count: 0 });
    note("heap ours 10000", (await measurer.heap(ours)) - empty);
    note("heap static 1000", (await measurer.heap({ contender: "static", count: 1000 })) - empty);
    note("heap assistant-ui 1000", (await measurer.heap({ contender: "assistant-ui", count: 1000 })) - empty);
    note(
      "text 10000",
      transcript(10_000).reduce((sum, { text }) => sum + text.length, 0),
    );
  }
}

/** Prints and writes what was found; tells whether every bar that could be judged holds. */
async function report(): Promise<boolean> {
  const medians = new Map([...samples].map(([name, values]) => [name, median(values)]));
  console.log(`\n| measured | median | min–max |\n| --- | ---: | ---: |`);
  for (const [name, values] of samples) {
    console.log(
      `| ${name} | ${show(median(values))} | ${show(Math.min(...values))}–${show(Math.max(...values))} |`,
    );
  }
  console.log(`\n| bar | limit | found | |\n| --- | ---: | ---: | --- |`);
  const judged = BARS.map(({ name, value, limit }) => ({ name, limit, found: value(medians) }));
  for (const { name, limit, found } of judged) {
    const verdict = Number.isNaN(found) ? "not measured" : found <= limit ? "holds" : "MISSED";
    console.log(`| ${name} | ${limit} | ${show(found)} | ${verdict} |`);
  }
  const file = fileURLToPath(new URL("dist/bench.json", import.meta.url));
  await writeFile(file, JSON.stringify({ samples: Object.fromEntries(samples), bars: judged }, null, 2));
  return judged.every(({ found, limit }) => !(found > limit));
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
