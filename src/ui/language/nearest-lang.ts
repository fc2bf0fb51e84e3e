/** The nearest `lang` of an element or its ancestors, across shadow roots, unchanged; "" when there is none. */
export function nearestLang(element: Element): string {
  let from: Element | undefined = element;
  while (from) {
    const lang = from.closest("[lang]")?.getAttribute("lang");
    if (lang != null) return lang;
    from = hostOf(from.getRootNode());
  }
  return "";
}

/**
 * The root of an element, and the roots around it: shadow roots and the document. A `lang` in any of them may apply to
 * the element.
 */
export function* rootsAround(element: Element): Generator<Node> {
  for (let from: Element | undefined = element; from;) {
    const root: Node = from.getRootNode();
    yield root;
    from = hostOf(root);
  }
}

function hostOf(root: Node): Element | undefined {
  return root instanceof ShadowRoot ? root.host : undefined;
}
