/**
 * A property of the document itself. HTML lets names of elements hide properties of the document: `document.baseURI` is
 * an element where the page has an `<img name="baseURI">`. Markup that somebody has planted could so decide what we trust.
 */
export function ownDocument<Name extends keyof Document>(name: Name): Document[Name] {
  return Reflect.get(Document.prototype, name, document) as Document[Name];
}
