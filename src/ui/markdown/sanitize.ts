/*
 * The second wall between text of the wire and the page. The first is `nodes.ts`.
 */
import createDOMPurify, { type Config, type DOMPurify } from "dompurify";

/** The elements that may have each attribute. */
const OWNERS = new Map([
  ["align", /^(td|th)$/],
  ["class", /^code$/],
  ["href", /^a$/],
  ["start", /^ol$/],
  ["value", /^data$/],
]);

/**
 * All that a message may be made of. None of these elements fetches, submits, has a name or a style. An image is a
 * `data` element until the host's policy or the person allows the image.
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

/** The only class that an element of a message may have: the language of its code. */
const CODE_CLASS = /^language-[\w+#.-]{1,40}$/;

let purify: DOMPurify | undefined;

/** Removes all elements and attributes from nodes but those of {@link CONFIG}. `nodes.ts` makes no others. */
export function sanitize(nodes: DocumentFragment): void {
  purify ??= createPurify();
  purify.sanitize(nodes);
}

/**
 * An instance apart from the DOMPurify of the page and its settings. It is made at the first use, because a server has
 * no window.
 */
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
