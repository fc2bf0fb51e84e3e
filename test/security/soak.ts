import type { Report } from "../faults/report.js";
import { Arena } from "./arena.js";
import { fuzzTexts } from "./fuzz.js";

/** Texts on one page. */
const BATCH = 1000;

/**
 * Goes on making hostile texts at random, with a new seed for each page, until the time is over or one of them
 * does something.
 */
export async function texts(minutes: number, first: number): Promise<Report> {
  const deadline = Date.now() + minutes * 60_000;
  const arena = await Arena.open();
  const complaints: string[] = [];
  let seed = first;
  for (; complaints.length === 0 && Date.now() < deadline; seed += 1) {
    const events = fuzzTexts(seed, BATCH, arena.attacker.url).map((text) => ({
      type: "agent.message",
      body: { text },
    }));
    await arena
      .assertHarmless(seed % 2 ? "strict" : "bare", events, BATCH)
      .catch((error: unknown) => complaints.push(`Seed ${seed}: ${String(error)}`));
  }
  await arena.close();
  const did = `${(seed - first) * BATCH} hostile texts in each browser, seeds ${first} to ${seed - 1}`;
  return { did, lost: 0, doubled: 0, reordered: 0, complaints };
}
