/** The result of one part of the soak. Every number must be 0. */
export interface Report {
  /** The size of the part: messages, reloads, faults. */
  readonly size: string;
  /** Messages that are missing in the log, or not shown. */
  readonly lost: number;
  /** Messages that are in the log twice, or shown twice. */
  readonly doubled: number;
  readonly reordered: number;
  /** Other violations; must be empty. */
  readonly violations: readonly string[];
}
