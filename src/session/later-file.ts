import { OnDemand } from "../on-demand.js";
import type * as later from "./later.js";

/** What a session needs only once its log has been read, once it is loaded. */
export type Later = typeof later;

/** Loaded once the log has been read, or with the first message. */
export const laterFile = new OnDemand<Later>(() => import("./later.js"));
