import { ownDocument } from "../page/own-document.js";

/** The nodes that must not leave the document: what has the focus, and both ends of the selection. */
export function pinnedNodes(within: Element): readonly Node[] {
  const nodes = [focusedElement(), ...selectionEnds(within)];
  return nodes.filter((node) => node !== null);
}

/** Whether `element` shows `node`, be it a descendant or a light child in one of its slots. */
export function shows(element: Element, node: Node): boolean {
  for (let at: Node | null = node; at; at = flatParent(at)) if (at === element) return true;
  return false;
}

/** What a node is drawn in: the slot, host or parent around it. */
export function flatParent(node: Node): Node | null {
  if ((node instanceof Element || node instanceof Text) && node.assignedSlot) return node.assignedSlot;
  return node instanceof ShadowRoot ? node.host : node.parentNode;
}

function focusedElement(): Element | null {
  let element = ownDocument("activeElement");
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}

/** Engines differ in how they let a selection be seen inside a shadow root. */
function selectionEnds(within: Element): readonly (Node | null)[] {
  const root = within.getRootNode();
  const selection = within.ownerDocument.getSelection();
  if (!selection || !(root instanceof ShadowRoot))
    return [selection?.anchorNode ?? null, selection?.focusNode ?? null];
  const [range] = selection.getComposedRanges?.({ shadowRoots: [root] }) ?? [];
  return range ? [range.startContainer, range.endContainer] : [selection.anchorNode, selection.focusNode];
}
