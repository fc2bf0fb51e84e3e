/**
 * A property of the document, whatever the page's elements are called. HTML lets named elements hide properties of the
 * document: with an `<img name="baseURI">` in the page, `document.baseURI` is that element. By such DOM clobbering
 * injected markup could change what we trust.
 */
export function ownDocument<Name extends keyof Document>(name: Name): Document[Name] {
  return Reflect.get(Document.prototype, name, document) as Document[Name];
}
