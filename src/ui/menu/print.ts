/** The attribute of the printed element, and of each element whose shadow tree it stands in, while it is printed. */
const MARK = "data-oc-printed";

/**
 * Prints one element of the page without what stands around it. The page on the screen, and on paper when its own menu
 * prints it, stays as it is.
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
