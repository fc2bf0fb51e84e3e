/**
 * Reads a property of the document, safe from DOM clobbering: HTML lets named elements hide properties of the document.
 * With an `<img name="baseURI">` in the page, for example, `document.baseURI` is that element. Injected markup could so
 * replace values that this package trusts.
 */
export function ownDocument<Name extends keyof Document>(name: Name): Document[Name] {
  return Reflect.get(Document.prototype, name, document) as Document[Name];
}
