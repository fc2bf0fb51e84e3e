/** Measures the server and prints the figures beside their limits: `npm run bench -w server`. */
import { WITHOUT_POSTGRES } from "../test/support/postgres.js";
import { measureServer } from "./figures.js";
import { IDLE_READERS, measurePostgres } from "./postgres-figures.js";

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
if (!WITHOUT_POSTGRES) {
  const figures = await measurePostgres();
  const { deliveries, replayRatio, takeOver, reached, lost, doubled } = figures;
  const ms = ({ p50, p99 }: { p50: number; p99: number }) => `${p50.toFixed(1)} / ${p99.toFixed(1)}`;
  rows.push(
    ["two servers on PostgreSQL: idle readers reached, of 10 000", String(reached), reached === IDLE_READERS],
    ...deliveries.flatMap(({ perSecond, ours, sqlite }): typeof rows => [
      [
        `posted to delivered at ${perSecond}/s, p99 ÷ SQLite's, at most 3`,
        (ours.p99 / sqlite.p99).toFixed(2),
        ours.p99 <= 3 * sqlite.p99,
      ],
      ["  p50 / p99, ms", ms(ours), true],
      ["  SQLite's p50 / p99, ms", ms(sqlite), true],
    ]),
    ["replay of 10 000 events ÷ SQLite's, at most 2", replayRatio.toFixed(2), replayRatio <= 2],
    ["a killed server's turns taken over, s, within 10", (takeOver / 1000).toFixed(1), takeOver <= 10_000],
    ["acknowledged messages lost, none", String(lost), lost === 0],
    ["acknowledged messages doubled, none", String(doubled), doubled === 0],
  );
}
for (const [name, value, isKept] of rows)
  console.log(`${isKept ? " " : "✗"} ${name.padEnd(64)} ${value.padStart(8)}`);
if (rows.some(([, , isKept]) => !isKept)) process.exitCode = 1;
