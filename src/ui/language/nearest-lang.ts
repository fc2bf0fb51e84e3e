/** The nearest `lang` at or around an element, as written, across shadow roots; "" when there is none. */
export function nearestLang(element: Element): string {
  let from: Element | undefined = element;
  while (from) {
    const lang = from.closest("[lang]")?.getAttribute("lang");
    if (lang != null) return lang;
    from = hostOf(from.getRootNode());
  }
  return "";
}

/** The document or shadow root of an element, and those around it: in each, an attribute may decide its language. */
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
