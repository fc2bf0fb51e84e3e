/** The medians of the measurements by name: milliseconds, counts or bytes. */
export type Figures = ReadonlyMap<string, number>;

/** A limit for one figure, or for the ratio of two figures of the same run. */
export interface Limit {
  readonly name: string;
  /** The figure or ratio; NaN if it was not measured. */
  readonly value: (figures: Figures) => number;
  readonly limit: number;
}

const ratio = (dividend: string, divisor: string) => (figures: Figures) =>
  get(figures, dividend) / get(figures, divisor);
const single = (name: string) => (figures: Figures) => get(figures, name);

function get(figures: Figures, name: string): number {
  return figures.get(name) ?? NaN;
}

/** `npm run bench` fails if a value exceeds its limit. */
export const LIMITS: readonly Limit[] = [
  { name: "open 10 000 ÷ static 10 000", value: ratio("open ours 10000", "open static 10000"), limit: 0.12 },
  { name: "open 1 000 ÷ static 1 000", value: ratio("open ours 1000", "open static 1000"), limit: 0.6 },
  {
    name: "open 1 000 ÷ deep-chat 1 000",
    value: ratio("open ours 1000", "open deep-chat 1000"),
    limit: 0.35,
  },
  { name: "open 50 ÷ static 50", value: ratio("open ours 50", "open static 50"), limit: 1.7 },
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
    name: "kB, open 10 000 − open 50, 4G",
    value: (figures) => get(figures, "open ours 10000 on 4G, kB") - get(figures, "open ours 50 on 4G, kB"),
    limit: 100,
  },
  {
    name: "open 1 000 events, serverless ÷ v3, 4G",
    value: ratio("open ours-serverless 200 on 4G", "open ours 200 on 4G"),
    limit: 1.5,
  },
  {
    name: "frames with drawing, open 10 000, slow 4G",
    value: single("drawings ours 10000 on slow 4G"),
    limit: 2,
  },
  {
    name: "elements drawn, open 10 000, slow 4G",
    value: single("drawings ours 10000 on slow 4G, elements"),
    limit: 300,
  },
  {
    name: "frames with drawing, read all 1 000, slow 4G",
    value: single("drawings ours 1000 on slow 4G, whole log"),
    limit: 9,
  },
  {
    name: "elements drawn, read all 1 000, slow 4G",
    value: single("drawings ours 1000 on slow 4G, whole log, elements"),
    limit: 1000,
  },
  { name: "append at 10 000 ÷ at 50", value: ratio("append ours 10000", "append ours 50"), limit: 1.3 },
  { name: "append at 100 000 ÷ at 50", value: ratio("append ours 100000", "append ours 50"), limit: 1.5 },
  {
    name: "append at 10 000 ÷ assistant-ui at 1 000",
    value: ratio("append ours 10000", "append assistant-ui 1000"),
    limit: 0.05,
  },
  { name: "elements, open 10 000", value: single("elements opened"), limit: 1000 },
  { name: "elements, scrolled through 10 000", value: single("elements scrolled"), limit: 3000 },
  {
    name: "heap at 10 000 ÷ the transcript's text",
    value: ratio("heap ours 10000", "text 10000"),
    limit: 2.5,
  },
  { name: "p95 frame in ms, 1 000 scrolled in 5 s", value: single("scroll p95"), limit: 17 },
  {
    name: "delta in the last fifth ÷ in the first fifth",
    value: ratio("delta in the last fifth", "delta in the first fifth"),
    limit: 1.3,
  },
  { name: "p95 frame in ms, 60 deltas per second", value: single("delta p95 frame"), limit: 17 },
  { name: "longest task in ms, 60 deltas per second", value: single("delta longest task"), limit: 49 },
  {
    name: "open 1 000 with colours ÷ without",
    value: ratio("open ours-highlight 1000", "open ours 1000"),
    limit: 1.1,
  },
  {
    name: "longest task in ms, 200 blocks coloured",
    value: single("colours, longest task"),
    limit: 49,
  },
  { name: "elements with colours − without", value: single("colours, additional elements"), limit: 0 },
  {
    name: "longest task in ms, 100 000 searched",
    value: (figures) =>
      Math.max(
        get(figures, "find 1 in 100000, longest task"),
        get(figures, "find again in 100000, longest task"),
      ),
    limit: 49,
  },
  { name: "streams from 20 tabs of one session", value: single("streams from 20 tabs"), limit: 1 },
  ...["closed", "crashed", "frozen", "navigated away"].map((end) => ({
    name: `ms without a reader after a tab is ${end}`,
    value: single(`hand-over from a tab ${end}`),
    limit: 1000,
  })),
  { name: "frames without a message in the box", value: single("scroll blanks"), limit: 0 },
  { name: "longest task in ms, open 10 000", value: single("longest task"), limit: 100 },
];
