/** The wires on which wire-independent tests run. */
export const WIRES = ["v3", "serverless"] as const;

/** One of {@link WIRES}. */
export type WireName = (typeof WIRES)[number];
