/** A chat with a search. */
export interface Searchable extends HTMLElement {
  find(text?: string): Promise<void>;
}

/** The result of a search. */
export interface Found {
  /** Milliseconds until the whole log was searched. */
  readonly ms: number;
  /** Milliseconds until the first match was marked. */
  readonly firstMs: number;
  /** The number of matches. */
  readonly count: number;
}

/** The time after which a search has failed. */
const TIMEOUT_MS = 120_000;

const frame = () => new Promise<number>(requestAnimationFrame);

/** Searches the whole log for a text. */
export async function findIn(chat: Searchable, text: string): Promise<Found> {
  const start = performance.now();
  await chat.find(text);
  let firstMs = 0;
  for (;;) {
    await frame();
    if (performance.now() - start > TIMEOUT_MS) throw new Error(`"${text}" was not found in time.`);
    firstMs ||= CSS.highlights.get("oc-find-current")?.size ? performance.now() - start : 0;
    const label = chat.shadowRoot?.querySelector("[part~=find-count]")?.textContent ?? "";
    const count = / of ([\d,]+)$/.exec(label)?.[1];
    if (count) return { ms: performance.now() - start, firstMs, count: Number(count.replaceAll(",", "")) };
  }
}
