/** The wires that what is about no dialect has to hold on. */
export const WIRES = ["v3", "serverless"] as const;

/** One of {@link WIRES}. */
export type WireName = (typeof WIRES)[number];
