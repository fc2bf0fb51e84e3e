/**
 * The key of the method by which an element takes further rules for its shadow root, as `<oc-session>` does. The key is a
 * registered symbol, because `oc-session.js` and files on demand have a copy of this module each.
 */
export const ADOPT = Symbol.for("oc-session.adopt");

export interface RuleHost extends Element {
  [ADOPT](rules: string): void;
}

/** Adds the CSS rules of a file on demand to the chat with this shadow root, once. */
export function adoptRules(root: Node | null, rules: string): void {
  // In another document a root may be of another realm, so it is not recognised by its class.
  ((root as ShadowRoot | null)?.host as Partial<RuleHost> | undefined)?.[ADOPT]?.(rules);
}
