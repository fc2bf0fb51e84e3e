/** Measures the server and prints its figures beside what is promised: `npm run bench -w server`. */
import { measureServer } from "./figures.js";

const { replay, bareReplay, idleMemory, delivery, cpu } = await measureServer();

const rows: [string, string, boolean][] = [
  [
    "replay of 10 000 events ÷ a bare server's, at most 2",
    (replay / bareReplay).toFixed(2),
    replay <= 2 * bareReplay,
  ],
  ["  replay, ms", replay.toFixed(1), true],
  ["  a bare server's, ms", bareReplay.toFixed(1), true],
  ["1 000 idle readers, MB resident, under 150", (idleMemory / 1e6).toFixed(0), idleMemory < 150e6],
  [
    "posted to delivered at 200/s to 100 readers, p99 ms, under 25",
    delivery.p99.toFixed(1),
    delivery.p99 < 25,
  ],
  ["  p50, ms", delivery.p50.toFixed(1), true],
  ["  longest, ms", delivery.max.toFixed(1), true],
  ["  share of a core", cpu.toFixed(2), true],
];
for (const [name, value, isKept] of rows)
  console.log(`${isKept ? " " : "✗"} ${name.padEnd(64)} ${value.padStart(8)}`);
if (rows.some(([, , isKept]) => !isKept)) process.exitCode = 1;
