import type { SourceBlock } from "./markdown-steps.js";
import type { Block, Inline } from "./markdown-tokens.js";
import { wordsOf } from "./markdown-tree.js";
import { ownDocument } from "../page/own-document.js";
import { visibleText } from "../presentation/visible-text.js";

/** A message's first heading goes below the page's and the transcript's own. */
const HEADING_OFFSET = 2;

/** A code's language, which becomes a class. */
const LANGUAGE = /^[\w+#.-]{1,40}$/;

/** The box at the start of a task. */
const TASK = /^\[([ xX])\](?=\s)/;

type Child = Node | string;

/** A document without a window: what is made in it fetches nothing and runs nothing until it is moved. */
let workshop: Document | undefined;

/**
 * Makes one element of each block. Only the elements named in this file are made, and no markup is ever parsed:
 * raw HTML is text, an image becomes a `data` element that holds its address.
 */
export function blockNodes(blocks: readonly SourceBlock[]): DocumentFragment {
  const fragment = inWorkshop().createDocumentFragment();
  fragment.append(...blocks.map(({ block }) => blockNode(block)));
  return fragment;
}

function blockNode(block: Block): HTMLElement {
  switch (block.type) {
    case "rule":
      return element("hr");
    case "heading":
      return element(`h${Math.min(block.depth + HEADING_OFFSET, 6)}`, ...inlineNodes(block.inline));
    case "quote":
      return element("blockquote", ...block.children.map(blockNode));
    case "code":
      return codeNode(block);
    case "list":
      return listNode(block);
    case "table":
      return tableNode(block);
    default:
      return element("p", ...inlineNodes(block.inline));
  }
}

function codeNode({ info, lines }: Block): HTMLElement {
  const code = element("code", visibleText(lines.join("\n")));
  const [language = ""] = info.split(/\s/, 1);
  if (LANGUAGE.test(language)) code.className = `language-${language}`;
  return element("pre", code);
}

function listNode({ sign, start, isLoose, children }: Block): HTMLElement {
  const isOrdered = sign === "." || sign === ")";
  const list = element(isOrdered ? "ol" : "ul", ...children.map((item) => itemNode(item, isLoose)));
  if (isOrdered) list.setAttribute("start", String(start));
  return list;
}

/** The words of a tight list's items are no paragraphs. */
function itemNode({ children }: Block, isLoose: boolean): HTMLElement {
  const nodes = children.flatMap((block, i) => {
    const shown = i === 0 ? { ...block, inline: withBox(block.inline) } : block;
    return block.type === "paragraph" && !isLoose ? inlineNodes(shown.inline) : [blockNode(shown)];
  });
  return element("li", ...nodes);
}

function withBox([first, ...rest]: readonly Inline[]): readonly Inline[] {
  if (first?.type !== "text") return first ? [first, ...rest] : [];
  const text = first.text.replace(TASK, (_box, mark: string) => (mark === " " ? "☐" : "☑"));
  return [{ type: "text", text }, ...rest];
}

function tableNode({ rows, align }: Block): HTMLElement {
  const row = (cells: readonly (readonly Inline[])[], tag: string) =>
    element(
      "tr",
      ...cells.map((words, column) => {
        const cell = element(tag, ...inlineNodes(words));
        if (align[column]) cell.setAttribute("align", align[column]);
        return cell;
      }),
    );
  const [header = [], ...others] = rows;
  const body = others.map((cells) => row(cells, "td"));
  return element("table", element("thead", row(header, "th")), element("tbody", ...body));
}

function inlineNodes(inline: readonly Inline[]): Child[] {
  return inline.map(inlineNode);
}

function inlineNode(inline: Inline): Child {
  switch (inline.type) {
    case "text":
      return visibleText(inline.text);
    case "code":
      return element("code", visibleText(inline.text));
    case "break":
      return element("br");
    case "link": {
      const link = element("a", ...inlineNodes(inline.children));
      link.setAttribute("href", visibleText(inline.href));
      return link;
    }
    case "image": {
      const image = element("data", visibleText(wordsOf(inline.children)));
      image.setAttribute("value", visibleText(inline.href));
      return image;
    }
    default:
      return element(inline.type, ...inlineNodes(inline.children));
  }
}

function element(tag: string, ...children: readonly Child[]): HTMLElement {
  const made = inWorkshop().createElement(tag);
  made.append(...children);
  return made;
}

function inWorkshop(): Document {
  return (workshop ??= ownDocument("implementation").createHTMLDocument(""));
}
