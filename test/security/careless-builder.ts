/** Stands in for `markdown-nodes.ts` where the second wall is tried alone. */
import { marked } from "marked";
import { visibleText } from "../../src/ui/presentation/visible-text.js";

/** Everything that a parser makes of a block: read as markdown, and as the markup it may be. */
export function blockNode({ raw }: { readonly raw: string }): HTMLElement {
  const template = document.createElement("template");
  template.innerHTML = marked.parse(raw, { async: false }) + raw;
  // What hides in a text is the first wall's concern.
  const walker = document.createTreeWalker(template.content);
  while (walker.nextNode()) {
    const { currentNode } = walker;
    if (currentNode instanceof Text) currentNode.data = visibleText(currentNode.data);
    if (!(currentNode instanceof Element)) continue;
    for (const attribute of currentNode.attributes) attribute.value = visibleText(attribute.value);
  }
  const block = document.createElement("p");
  block.append(template.content);
  return block;
}
