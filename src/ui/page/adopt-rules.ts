const sheets = new Map<string, CSSStyleSheet>();

/** Adds CSS rules to a shadow root, once. All roots share one style sheet for the same rules. */
export function adoptRules(root: Node | null, rules: string): void {
  if (!(root instanceof ShadowRoot)) return;
  let sheet = sheets.get(rules);
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(rules);
    sheets.set(rules, sheet);
  }
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
}
