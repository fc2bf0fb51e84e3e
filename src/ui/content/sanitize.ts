import createDOMPurify, { type Config, type DOMPurify } from "dompurify";
import { visibleText } from "../presentation/visible-text.js";

/**
 * All that a message can be made of. No element here fetches, submits, names or styles anything: an image
 * comes as `data`, and becomes one only when it may.
 */
export const CONFIG: Config = {
  ALLOWED_TAGS:
    "#text a blockquote br code data del em h3 h4 h5 h6 hr li ol p pre strong table tbody td th thead tr ul".split(
      " ",
    ),
  ALLOWED_ATTR: ["align", "class", "href", "start", "value"],
  ALLOWED_URI_REGEXP: /^(?:(?:https?|mailto|tel):|[^a-z]|[a-z+.-]+(?:[^a-z+.\-:]|$))/i,
  ALLOW_ARIA_ATTR: false,
  ALLOW_DATA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
};

/** The one class a message may carry: the language of a code block. */
const CODE_CLASS = /^language-[\w+#.-]{1,40}$/;

let purify: DOMPurify | undefined;

/**
 * The gate between text from the wire and the page: the one place where markup is parsed. Comes back as
 * nodes of a document of their own, which fetch nothing until they are moved.
 */
export function sanitize(html: string): DocumentFragment {
  purify ??= createPurify();
  return purify.sanitize(html) as unknown as DocumentFragment;
}

/** An instance of our own, so that a page's DOMPurify settings and ours never meet. Made late: servers have no window. */
function createPurify(): DOMPurify {
  const instance = createDOMPurify(window);
  instance.setConfig(CONFIG);
  instance.addHook("uponSanitizeElement", (node) => {
    // Only here are character references resolved, so only here can what hides in them be seen.
    if (node.nodeType === Node.TEXT_NODE) node.nodeValue = visibleText(node.nodeValue ?? "");
  });
  instance.addHook("uponSanitizeAttribute", (_node, data) => {
    if (data.attrName === "class") data.keepAttr = CODE_CLASS.test(data.attrValue);
    else data.attrValue = visibleText(data.attrValue);
  });
  return instance;
}
