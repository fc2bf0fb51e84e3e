import { isProtocol, type Protocol } from "../../wire/connect.js";
import type { Level } from "../../wire/events.js";
import { pageIdle } from "../page/page-state.js";
import { parseUrlPolicy, type UrlPolicy } from "../presentation/safe-urls.js";
import type { View } from "../presentation/view.js";
import { warnOnce } from "../page/warn.js";

const LEVELS: readonly Level[] = ["user", "progress", "internal"];

/**
 * Warns that a function or object arrived as an attribute; not where the property is set too by the time that the
 * page is idle, as by a framework whose server has written what its script sets later.
 */
export async function warnPropertyOnly(
  element: HTMLElement,
  attribute: string,
  property: string,
): Promise<void> {
  await pageIdle();
  if ((element as unknown as Record<string, unknown>)[property] == null)
    warnOnce(`"${attribute}" is not an attribute: set the property "${property}".`);
}

/** The `level`; anything else warns and is `user`. */
export function levelOf(value: unknown): Level {
  if (value === null || value === undefined) return "user";
  if (LEVELS.includes(value as Level)) return value as Level;
  warnOnce(`level="${String(value)}" is not one of ${LEVELS.join(", ")}; "user" is used.`);
  return "user";
}

const ACTIVITIES: readonly View["activity"][] = ["none", "line", "steps"];

/** The `activity`; by itself, and in place of any other word, `line` at levels above `user`, and `none` there. */
export function activityOf(value: unknown, level: unknown): View["activity"] {
  if (ACTIVITIES.includes(value as View["activity"])) return value as View["activity"];
  if (value !== null && value !== undefined)
    warnOnce(`activity="${String(value)}" is not one of ${ACTIVITIES.join(", ")}; it is ignored.`);
  return level === "progress" || level === "internal" ? "line" : "none";
}

/** The `after-seq`; anything but an integer from 0 warns and is 0. */
export function afterSeqOf(value: unknown): number {
  if (value === null || value === undefined) return 0;
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  warnOnce("after-seq is not an integer from 0; 0 is used.");
  return 0;
}

/** The `storage`; anything but `device` and `none` warns and is `device`. */
export function storageOf(value: unknown): "device" | "none" {
  if (value === "none") return value;
  if (value !== null && value !== undefined && value !== "device")
    warnOnce(`storage="${String(value)}" is not "device" or "none"; "device" is used.`);
  return "device";
}

/** The `protocol`; anything else warns and is `v3`. */
export function protocolOf(value: unknown): Protocol {
  if (isProtocol(value)) return value;
  if (value !== null && value !== undefined)
    warnOnce(`protocol="${String(value)}" is not "v3" or "serverless"; "v3" is used.`);
  return "v3";
}

/** The `crossorigin`: whether cookies go to an endpoint, or to the routes of a serverless agent, of another origin. */
export function withCredentialsOf(value: unknown): boolean {
  if (value === null || value === undefined) return false;
  if (value === "use-credentials") return true;
  warnOnce(`crossorigin="${String(value)}" is not "use-credentials"; it is ignored.`);
  return false;
}

/** An `allow-links` or `allow-images`; tokens that mean nothing warn and allow nothing. */
export function urlPolicyOf(attribute: string, value: unknown, otherwise: UrlPolicy): UrlPolicy {
  if (value === null || value === undefined) return otherwise;
  const { policy, invalid } = parseUrlPolicy(String(value));
  for (const token of invalid) {
    warnOnce(`${attribute}: "${token}" is not "none", "all", "same-origin" or an origin; it is ignored.`);
  }
  return policy;
}
