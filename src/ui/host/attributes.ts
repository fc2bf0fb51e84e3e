import type { Protocol } from "../../wire/connect.js";
import type { Level } from "../../wire/events.js";
import { pageIdle } from "../page/page-state.js";
import { PROPERTIES, type PropertyName } from "./properties.js";
import { parseUrlPolicy, type UrlPolicy } from "../presentation/safe-urls.js";
import type { Presentation } from "../presentation/presentation.js";
import { knownWords } from "../page/known-words.js";
import { warnOnce } from "../page/warn.js";

/**
 * Warns about an attribute that does not exist, but is named like a property. A framework may write the attribute on
 * its server and set the property by script. So the warning waits until the page is idle, and is left out if the
 * property is set by then.
 */
export async function warnMistaken(
  element: HTMLElement,
  tried: string,
  property: PropertyName,
): Promise<void> {
  await pageIdle();
  if ((element as unknown as Record<string, unknown>)[property]) return;
  const { attribute } = PROPERTIES[property];
  const advice = attribute ? `write "${attribute}"` : `set the property "${property}"`;
  warnOnce(`"${tried}" is not an attribute: ${advice}.`);
}

/** The value of `after-seq`. Default 0. Warns about anything but an integer from 0, and returns 0. */
export function afterSeqOf(value: unknown): number {
  if (value === null || value === undefined) return 0;
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  warnOnce("after-seq is not an integer from 0; 0 is used.");
  return 0;
}

/** The value of an attribute that is one of `words`. Warns about any other value, and returns `otherwise`. */
function wordOf<const Word extends string>(
  attribute: string,
  value: unknown,
  words: readonly [Word, ...Word[]],
  otherwise = words[0],
): Word {
  const word = words.find((one) => one === value);
  if (word === undefined && value !== null && value !== undefined)
    warnOnce(`${attribute}="${String(value)}" is not one of ${words.join(", ")}; "${otherwise}" is used.`);
  return word ?? otherwise;
}

export const levelOf = (value: unknown): Level => wordOf("level", value, ["user", "progress", "internal"]);

/** The value of `activity`. Default: `none` at the level `user`, `line` at the levels above. */
export function activityOf(value: unknown, level: unknown): Presentation["activity"] {
  const isAbove = level === "progress" || level === "internal";
  return wordOf("activity", value, ["none", "line", "steps"], isAbove ? "line" : "none");
}

export const storageOf = (value: unknown) => wordOf("storage", value, ["device", "none"]);

export const historyOf = (value: unknown) => wordOf("history", value, ["tail", "full"]);

export const cacheOf = (value: unknown) => wordOf("cache", value, ["tab", "device", "none"]);

export const protocolOf = (value: unknown): Protocol => wordOf("protocol", value, ["v3", "serverless"]);

/**
 * The value of `crossorigin`: whether cookies are sent to an endpoint, or to the routes of a serverless agent, of
 * another origin.
 */
export function withCredentialsOf(value: unknown): boolean {
  if (value === null || value === undefined) return false;
  if (value === "use-credentials") return true;
  warnOnce(`crossorigin="${String(value)}" is not "use-credentials"; it is ignored.`);
  return false;
}

/**
 * The value of `allow-links` or `allow-images`; `otherwise` by default. Warns about unknown tokens, which allow
 * nothing.
 */
export function urlPolicyOf(attribute: string, value: unknown, otherwise: UrlPolicy): UrlPolicy {
  if (value === null || value === undefined) return otherwise;
  const { policy, invalid } = parseUrlPolicy(String(value));
  for (const token of invalid) {
    warnOnce(`${attribute}: "${token}" is not "none", "all", "same-origin" or an origin; it is ignored.`);
  }
  return policy;
}

/** The items of the header's menu, in their order. */
const MENU_ITEMS = ["new", "find", "copy", "download", "print"] as const;

export type MenuItem = (typeof MENU_ITEMS)[number];

/** The items of `menu`, in the order of the menu. Warns about unknown tokens, and leaves them out. */
export function menuOf(value: unknown): readonly MenuItem[] {
  return knownWords("menu", value, MENU_ITEMS);
}
