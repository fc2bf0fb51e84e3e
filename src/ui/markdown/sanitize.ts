import createDOMPurify, { type Config, type DOMPurify } from "dompurify";

/** The elements that each attribute may stand on. */
const OWNERS = new Map([
  ["align", /^(td|th)$/],
  ["class", /^code$/],
  ["href", /^a$/],
  ["start", /^ol$/],
  ["value", /^data$/],
]);

/**
 * All that a message can be made of. No element here fetches, submits, names or styles anything: an image
 * comes as `data`, and becomes one only when it may.
 */
const CONFIG: Config = {
  ALLOWED_TAGS:
    "#document-fragment #text a blockquote br code data del em h3 h4 h5 h6 hr li ol p pre section strong sup table tbody td th thead tr ul".split(
      " ",
    ),
  ALLOWED_ATTR: [...OWNERS.keys()],
  ALLOWED_URI_REGEXP: /^(?:(?:https?|mailto|tel):|[^a-z]|[a-z+.-]+(?:[^a-z+.\-:]|$))/i,
  ALLOW_ARIA_ATTR: false,
  ALLOW_DATA_ATTR: false,
  IN_PLACE: true,
};

/** The one class a message may carry: the language of a code block. */
const CODE_CLASS = /^language-[\w+#.-]{1,40}$/;

let purify: DOMPurify | undefined;

/**
 * The second wall between text from the wire and the page. The first makes only harmless nodes; this one takes
 * everything else out of them, whatever made it.
 */
export function sanitize(nodes: DocumentFragment): void {
  purify ??= createPurify();
  purify.sanitize(nodes);
}

/** An instance of our own, so that a page's DOMPurify settings and ours never meet. Made late: servers have no window. */
function createPurify(): DOMPurify {
  const instance = createDOMPurify(window);
  instance.setConfig(CONFIG);
  instance.addHook("uponSanitizeAttribute", ({ localName }, data) => {
    const { attrName, attrValue } = data;
    const isInPlace = OWNERS.get(attrName)?.test(localName) ?? false;
    data.keepAttr = isInPlace && (attrName !== "class" || CODE_CLASS.test(attrValue));
  });
  return instance;
}
