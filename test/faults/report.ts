/** One part of the soak: what it did, and what of it was not as promised. */
export interface Report {
  readonly did: string;
  readonly lost: number;
  readonly doubled: number;
  readonly reordered: number;
  /** Anything else that must not be. */
  readonly complaints: readonly string[];
}
