/** A chat that can be searched. */
export interface Searchable extends HTMLElement {
  find(text?: string): Promise<void>;
}

/** What a search took. */
export interface Found {
  /** Milliseconds until all of the log was searched. */
  readonly ms: number;
  /** Milliseconds until the first match was marked. */
  readonly firstMs: number;
  /** How many matches there are. */
  readonly count: number;
}

/** A search that takes longer has failed, in milliseconds. */
const PATIENCE_MS = 120_000;

const frame = () => new Promise<number>(requestAnimationFrame);

/** Searches the whole log for a text. */
export async function findIn(chat: Searchable, text: string): Promise<Found> {
  const start = performance.now();
  await chat.find(text);
  let firstMs = 0;
  for (;;) {
    await frame();
    if (performance.now() - start > PATIENCE_MS) throw new Error(`"${text}" is not found in time`);
    firstMs ||= CSS.highlights.get("oc-find-current")?.size ? performance.now() - start : 0;
    const said = chat.shadowRoot?.querySelector("[part~=find-count]")?.textContent ?? "";
    const count = / of ([\d,]+)$/.exec(said)?.[1];
    if (count) return { ms: performance.now() - start, firstMs, count: Number(count.replaceAll(",", "")) };
  }
}
