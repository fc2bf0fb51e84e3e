import { ownDocument } from "../page/own-document.js";

/** The nodes that must stay in the document: the focused element, and the nodes at both ends of the selection. */
export function pinnedNodes(within: Element): readonly Node[] {
  const nodes = [focusedElement(), ...selectionEnds(within)];
  return nodes.filter((node) => node !== null);
}

/** Whether `node` is `element` or a descendant of it in the flat tree. */
export function shows(element: Element, node: Node): boolean {
  for (let at: Node | null = node; at; at = flatParent(at)) if (at === element) return true;
  return false;
}

/** The parent of a node in the flat tree: its slot, its shadow root's host, or its parent. */
export function flatParent(node: Node): Node | null {
  if ((node instanceof Element || node instanceof Text) && node.assignedSlot) return node.assignedSlot;
  return node instanceof ShadowRoot ? node.host : node.parentNode;
}

function focusedElement(): Element | null {
  let element = ownDocument("activeElement");
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}

/** The nodes at both ends of the selection. Browsers differ in how they expose a selection inside a shadow root. */
function selectionEnds(within: Element): readonly (Node | null)[] {
  const root = within.getRootNode();
  const selection = within.ownerDocument.getSelection();
  if (!selection || !(root instanceof ShadowRoot))
    return [selection?.anchorNode ?? null, selection?.focusNode ?? null];
  const [range] = selection.getComposedRanges?.({ shadowRoots: [root] }) ?? [];
  return range ? [range.startContainer, range.endContainer] : [selection.anchorNode, selection.focusNode];
}
