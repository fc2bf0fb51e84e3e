/**
 * A day of a busy session in about a minute: 86 400 messages, one for each second, into one open page.
 * `node --import tsx test/bench/soak.ts`, after `npm run bench` has built the pages. Prints what the page holds
 * after each part of the day; fails when elements pile up, or memory grows by more than the text explains.
 */
import { launchBrowser } from "../support/playwright.js";
import { buildPages } from "./build.js";
import { Measurer } from "./measure.js";
import { BenchServer } from "./server.js";
import { message } from "./transcripts.js";

const DAY = 86_400;
const PARTS = 6;
/** Messages written at once, and the milliseconds until the next: a frame draws several, as after a pause. */
const BURST = 40;
const PAUSE = 25;
/** Bytes of heap for each character of text that came. */
const MAX_GROWTH = 2.5;
/** Elements more than after the first part, when the window is full. */
const MAX_MORE_ELEMENTS = 300;

const server = await BenchServer.start({ files: await buildPages(), counts: [50] });
const browser = await launchBrowser();
const measurer = new Measurer(browser, server);
const samples = await measurer.grow(
  { contender: "ours", count: 50 },
  { total: DAY, parts: PARTS, burst: BURST, pause: PAUSE },
);
await browser.close();
server.stop();

console.log("| messages | text, MB | heap, MB | elements | detached |\n| ---: | ---: | ---: | ---: | ---: |");
let text = 0;
let counted = 0;
const rows = samples.map((sample) => {
  for (; counted < sample.messages; counted += 1) text += message(counted + 1).text.length;
  const { messages, heap, elements, detached } = sample;
  const megabytes = [text, heap].map((bytes) => (bytes / 1e6).toFixed(1));
  console.log(`| ${messages} | ${megabytes.join(" | ")} | ${elements} | ${detached} |`);
  return { ...sample, text };
});

const [, first = rows[0]] = rows;
const last = rows.at(-1);
if (!first || !last) throw new Error("nothing was measured");
const growth = (last.heap - first.heap) / (last.text - first.text);
console.log(`\n${growth.toFixed(2)} bytes of heap for each character of text, at most ${MAX_GROWTH}`);
const flat = last.elements - first.elements <= MAX_MORE_ELEMENTS && last.detached <= first.detached + 10;
process.exitCode = flat && growth <= MAX_GROWTH ? 0 : 1;
