/** The `lang` that counts for an element, as written, across shadow roots; "" when there is none. */
export function nearestLang(element: Element): string {
  let from: Element | undefined = element;
  while (from) {
    const lang = from.closest("[lang]")?.getAttribute("lang");
    if (lang != null) return lang;
    from = hostOf(from.getRootNode());
  }
  return "";
}

/** The roots in which a change of an attribute may concern an element: its own, and those around its shadow root. */
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
