/**
 * Goes on making hostile texts at random, with a new seed for each page, until the time is over or one of them
 * does something. After `npm run build`: `node --import tsx test/security/soak.ts 30` for 30 minutes, `… 10 123`
 * beginning at seed 123.
 */
import { Arena } from "./arena.js";
import { fuzzTexts } from "./fuzz.js";

/** Texts on one page. */
const BATCH = 1000;

const minutes = Number(process.argv[2] ?? 10);
const first = Number(process.argv[3] ?? Date.now() % 1e6);
const deadline = Date.now() + minutes * 60_000;

const arena = await Arena.open();
let seed = first;
try {
  for (; Date.now() < deadline; seed += 1) {
    const texts = fuzzTexts(seed, BATCH, arena.attacker.url);
    const events = texts.map((text) => ({ type: "agent.message", body: { text } }));
    await arena.assertHarmless(seed % 2 ? "strict" : "bare", events, BATCH);
  }
  console.log(
    `${(seed - first) * BATCH} texts in each browser, seeds ${first} to ${seed - 1}: nothing happened.`,
  );
} catch (error) {
  console.error(`Seed ${seed}:`, error);
  process.exitCode = 1;
} finally {
  await arena.close();
}
