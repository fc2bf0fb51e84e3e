/**
 * Sends 86 400 messages, one for each second of a day, to one open page within minutes:
 * `node --import tsx test/bench/soak.ts`, after `npm run bench` has built the pages. Prints the page's content after
 * each sixth of the messages; fails if the number of elements or the heap for each character exceeds its limit.
 */
import { launchBrowser } from "../support/playwright.js";
import { buildPages } from "./build.js";
import { Measurer } from "./measure.js";
import { BenchServer } from "./server.js";
import { message } from "./transcripts.js";

const MESSAGES = 86_400;
const PARTS = 6;
/** The number of messages that are written at once; a frame draws several of them. */
const BURST = 40;
const PAUSE_MS = 25;
/** The limit of heap bytes for each further character of text. */
const MAX_HEAP_PER_CHAR = 2.5;
/** The limit of elements in addition to those after the second part, when the window is full. */
const MAX_ADDITIONAL_ELEMENTS = 300;

const server = await BenchServer.start({ files: await buildPages(), counts: [50] });
const browser = await launchBrowser();
const measurer = new Measurer(browser, server);
const samples = await measurer.grow(
  { contender: "ours", count: 50 },
  { total: MESSAGES, parts: PARTS, burst: BURST, pauseMs: PAUSE_MS },
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
if (!first || !last) throw new Error("Nothing was measured.");
const growth = (last.heap - first.heap) / (last.text - first.text);
console.log(`\n${growth.toFixed(2)} bytes of heap for each character of text, at most ${MAX_HEAP_PER_CHAR}`);
const isConstant =
  last.elements - first.elements <= MAX_ADDITIONAL_ELEMENTS && last.detached <= first.detached + 10;
process.exitCode = isConstant && growth <= MAX_HEAP_PER_CHAR ? 0 : 1;
