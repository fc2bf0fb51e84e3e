/** The attribute that marks the printed element and the shadow hosts around it while it is printed. */
const MARK = "data-oc-printed";

/**
 * Prints one element of the page without its surroundings. The page on the screen is not changed, nor is it when the
 * browser prints the page.
 */
export function printAlone(element: Element): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    `@media print { :not(:has([${MARK}]), [${MARK}], [${MARK}] *) { display: none !important } }`,
  );
  const marked: Element[] = [];
  const roots: (Document | ShadowRoot)[] = [];
  for (let inner: Element | undefined = element; inner;) {
    const root = inner.getRootNode() as Document | ShadowRoot;
    inner.setAttribute(MARK, "");
    marked.push(inner);
    root.adoptedStyleSheets.push(sheet);
    roots.push(root);
    inner = root instanceof ShadowRoot ? root.host : undefined;
  }
  addEventListener(
    "afterprint",
    () => {
      for (const inner of marked) inner.removeAttribute(MARK);
      for (const root of roots)
        root.adoptedStyleSheets = root.adoptedStyleSheets.filter((other) => other !== sheet);
    },
    { once: true },
  );
  print();
}
