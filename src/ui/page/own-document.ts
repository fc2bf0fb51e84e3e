/**
 * Reads a property of a document, safe from DOM clobbering: HTML lets named elements hide properties of the document.
 * With an `<img name="baseURI">` in the page, for example, `document.baseURI` is that element. Injected markup could so
 * replace values that this package trusts.
 *
 * @param of the document; by default that of this script
 */
export function ownDocument<Name extends keyof Document>(name: Name, of = document): Document[Name] {
  return Reflect.get(Document.prototype, name, of) as Document[Name];
}
