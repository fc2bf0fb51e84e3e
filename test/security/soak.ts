import type { Report } from "../faults/report.js";
import { Arena } from "./arena.js";
import { fuzzTexts } from "./fuzz.js";

/** The number of texts on one page. */
const BATCH = 1000;

/**
 * Shows random hostile texts, with a new seed for each page, until the time is over or one of them has an effect.
 *
 * @param first the first seed
 */
export async function texts(minutes: number, first: number): Promise<Report> {
  const deadline = Date.now() + minutes * 60_000;
  const arena = await Arena.open();
  const violations: string[] = [];
  let seed = first;
  for (; violations.length === 0 && Date.now() < deadline; seed += 1) {
    const events = fuzzTexts(seed, BATCH, arena.attacker.url).map((text) => ({
      type: "agent.message",
      body: { text },
    }));
    await arena
      .assertHarmless(seed % 2 ? "strict" : "bare", events, BATCH)
      .catch((error: unknown) => violations.push(`Seed ${seed}: ${String(error)}`));
  }
  await arena.close();
  const size = `${(seed - first) * BATCH} hostile texts in each browser, seeds ${first} to ${seed - 1}`;
  return { size, lost: 0, doubled: 0, reordered: 0, violations };
}
