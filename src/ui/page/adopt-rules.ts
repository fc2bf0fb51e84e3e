/**
 * An element that takes further rules for its shadow root, as `<oc-session>` does. The method is no part of the contract.
 * It has a name, because `oc-session.js` and each file on demand have their own copy of this module.
 */
export interface RuleHost extends Element {
  _adoptRules(rules: string): void;
}

/** Adds the CSS rules of a file on demand to the chat with this shadow root, once. */
export function adoptRules(root: Node | null, rules: string): void {
  // In another document a root may be of another realm, so it is not recognised by its class.
  ((root as ShadowRoot | null)?.host as Partial<RuleHost> | undefined)?._adoptRules?.(rules);
}
