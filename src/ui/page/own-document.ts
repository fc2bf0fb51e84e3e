/**
 * A property of the document itself. `document.baseURI` is an element where the page has an `<img name="baseURI">`,
 * as HTML lets names of elements hide properties of the document, so markup that somebody has planted could
 * decide what we trust.
 */
export function ownDocument<Name extends keyof Document>(name: Name): Document[Name] {
  return Reflect.get(Document.prototype, name, document) as Document[Name];
}
