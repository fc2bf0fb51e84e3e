/** Stands in for `markdown/nodes.ts` where the second wall is tried alone. */
import { marked } from "marked";
import { visibleText } from "../../src/ui/presentation/visible-text.js";

export { words } from "../../src/ui/markdown/nodes.js";

/** Everything that a parser makes of the blocks: read as markdown, and as the markup they may be. */
export function blockNodes(blocks: readonly { readonly source: string }[]): DocumentFragment {
  const template = document.createElement("template");
  template.innerHTML = blocks
    .map(({ source }) => `<p>${marked.parse(source, { async: false })}${source}</p>`)
    .join("");
  // What hides in a text is the first wall's concern.
  const walker = template.content.ownerDocument.createTreeWalker(template.content);
  while (walker.nextNode()) {
    const { currentNode } = walker;
    if (currentNode instanceof Text) currentNode.data = visibleText(currentNode.data);
    if (!(currentNode instanceof Element)) continue;
    for (const attribute of currentNode.attributes) attribute.value = visibleText(attribute.value);
  }
  return template.content;
}
