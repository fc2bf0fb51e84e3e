/** Everything measured, by name; milliseconds, counts or bytes. */
export type Figures = ReadonlyMap<string, number>;

/** A promise of ours, as a ratio of figures of one run or as a plain limit. */
export interface Bar {
  readonly name: string;
  /** What the figures make of it; NaN when one of them was not measured. */
  readonly value: (figures: Figures) => number;
  readonly limit: number;
}

const ratio = (over: string, under: string) => (figures: Figures) => get(figures, over) / get(figures, under);
const plain = (name: string) => (figures: Figures) => get(figures, name);

function get(figures: Figures, name: string): number {
  return figures.get(name) ?? NaN;
}

/** What `npm run bench` fails by. */
export const BARS: readonly Bar[] = [
  { name: "open 10 000 ÷ static 10 000", value: ratio("open ours 10000", "open static 10000"), limit: 0.12 },
  { name: "open 1 000 ÷ static 1 000", value: ratio("open ours 1000", "open static 1000"), limit: 0.6 },
  {
    name: "open 1 000 ÷ deep-chat 1 000",
    value: ratio("open ours 1000", "open deep-chat 1000"),
    limit: 0.35,
  },
  { name: "open 50 ÷ tail 50", value: ratio("open ours 50", "open static 50"), limit: 1.7 },
  { name: "open 100 000 ÷ open 10 000", value: ratio("open ours 100000", "open ours 10000"), limit: 5 },
  {
    name: "open 10 000 ÷ open 50, 4G",
    value: ratio("open ours 10000 on 4G", "open ours 50 on 4G"),
    limit: 1.3,
  },
  {
    name: "open 100 000 ÷ open 50, 4G",
    value: ratio("open ours 100000 on 4G", "open ours 50 on 4G"),
    limit: 1.4,
  },
  {
    name: "open 10 000 again ÷ open 50, 4G",
    value: ratio("open ours 10000 on 4G again", "open ours 50 on 4G"),
    limit: 0.6,
  },
  {
    name: "kB more to open 10 000 than 50, 4G",
    value: (figures) => get(figures, "open ours 10000 on 4G, kB") - get(figures, "open ours 50 on 4G, kB"),
    limit: 100,
  },
  {
    name: "open 1 000 events, serverless ÷ v3, 4G",
    value: ratio("open ours-serverless 200 on 4G", "open ours 200 on 4G"),
    limit: 1.5,
  },
  {
    name: "frames drawn into to open 10 000, slow 4G",
    value: plain("drawings ours 10000 on slow 4G"),
    limit: 2,
  },
  {
    name: "elements drawn to open 10 000, slow 4G",
    value: plain("drawings ours 10000 on slow 4G, elements"),
    limit: 300,
  },
  {
    name: "frames drawn into to read 1 000 whole, slow 4G",
    value: plain("drawings ours 1000 on slow 4G, whole log"),
    limit: 9,
  },
  {
    name: "elements drawn to read 1 000 whole, slow 4G",
    value: plain("drawings ours 1000 on slow 4G, whole log, elements"),
    limit: 1000,
  },
  { name: "append at 10 000 ÷ at 50", value: ratio("append ours 10000", "append ours 50"), limit: 1.3 },
  { name: "append at 100 000 ÷ at 50", value: ratio("append ours 100000", "append ours 50"), limit: 1.5 },
  {
    name: "append at 10 000 ÷ assistant-ui at 1 000",
    value: ratio("append ours 10000", "append assistant-ui 1000"),
    limit: 0.05,
  },
  { name: "elements at 10 000 when opened", value: plain("elements opened"), limit: 1000 },
  { name: "elements at 10 000 after scrolling through", value: plain("elements scrolled"), limit: 3000 },
  {
    name: "heap at 10 000 ÷ the transcript's text",
    value: ratio("heap ours 10000", "text 10000"),
    limit: 2.5,
  },
  { name: "p95 frame in ms, end to start of 1 000 in 5 s", value: plain("scroll p95"), limit: 17 },
  {
    name: "delta in the last fifth ÷ in the first",
    value: ratio("delta in the last fifth", "delta in the first fifth"),
    limit: 1.3,
  },
  { name: "p95 frame in ms at 60 deltas a second", value: plain("delta p95 frame"), limit: 17 },
  { name: "longest task in ms at 60 deltas a second", value: plain("delta longest task"), limit: 49 },
  {
    name: "open 1 000 with colours ÷ without",
    value: ratio("open ours-highlight 1000", "open ours 1000"),
    limit: 1.1,
  },
  {
    name: "longest task in ms while 200 blocks are coloured",
    value: plain("colours, longest task"),
    limit: 49,
  },
  { name: "elements more with colours", value: plain("colours, elements more"), limit: 0 },
  {
    name: "longest task in ms while 100 000 are searched",
    value: (figures) =>
      Math.max(
        get(figures, "find 1 in 100000, longest task"),
        get(figures, "find again in 100000, longest task"),
      ),
    limit: 49,
  },
  { name: "streams from 20 tabs of one session", value: plain("streams from 20 tabs"), limit: 1 },
  ...["closed", "crashed", "frozen", "put away"].map((what) => ({
    name: `ms without a reader after a tab is ${what}`,
    value: plain(`hand-over from a tab ${what}`),
    limit: 1000,
  })),
  { name: "frames with a blank box", value: plain("scroll blanks"), limit: 0 },
  { name: "longest task in ms while opening 10 000", value: plain("longest task"), limit: 100 },
];
