import { isSameImage } from "../image.js";

/**
 * Elements with listeners or with content that is loaded. They are kept only if they are equal; else they are replaced
 * as a whole.
 */
const WHOLE = /^(?:a|button|img)$/;

/** The button that copies a block of code. It is kept, because it copies the current content of the block. */
const COPIES = "code-copy";

/**
 * Makes an element equal to another one, and keeps as many of its nodes as possible, so that the selection, the focus
 * and scroll positions stay. Growing text is appended to its node.
 */
export function growInto(element: Element, fresh: Element): void {
  copyAttributes(element, fresh);
  let node = element.firstChild;
  for (const next of [...fresh.childNodes]) {
    if (!node) {
      element.append(next);
      continue;
    }
    const after: ChildNode | null = node.nextSibling;
    if (!growNode(node, next)) node.replaceWith(next);
    node = after;
  }
  while (node) {
    const after: ChildNode | null = node.nextSibling;
    node.remove();
    node = after;
  }
}

/** Makes a node equal to another one. Returns false if it has to be replaced. */
function growNode(node: ChildNode, fresh: ChildNode): boolean {
  // An image that a person has loaded stays, although its fresh element is a placeholder.
  if (node.isEqualNode(fresh) || isSameImage(node, fresh)) return true;
  if (node instanceof Text && fresh instanceof Text) {
    growText(node, fresh.data);
    return true;
  }
  if (!(node instanceof Element && fresh instanceof Element) || node.localName !== fresh.localName)
    return false;
  if (WHOLE.test(node.localName)) return node.getAttribute("part") === COPIES;
  growInto(node, fresh);
  return true;
}

/** Replaces only the part of the text that differs, so that a selection before it is kept. */
function growText(text: Text, data: string): void {
  const { data: shown } = text;
  let same = data.startsWith(shown) ? shown.length : 0;
  while (same < shown.length && shown.charAt(same) === data.charAt(same)) same += 1;
  text.replaceData(same, shown.length - same, data.slice(same));
}

function copyAttributes(element: Element, fresh: Element): void {
  for (const name of element.getAttributeNames()) {
    if (!fresh.hasAttribute(name)) element.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
}
