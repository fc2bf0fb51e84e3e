/**
 * Draws formulas as MathML. The code is bundled as a file of its own, with the library that parses TeX. The library
 * makes nodes; no markup is parsed.
 */
import temml from "temml";
import { adoptRules } from "../page/adopt-rules.js";

const MATHML = "http://www.w3.org/1998/Math/MathML";

/** The longest formula that is drawn, in UTF-16 code units. */
const MAX_CHARS = 5_000;
/** The most macro expansions in one formula. */
const MAX_EXPANSIONS = 500;
/** The largest width and height that a TeX command may set, in ems. */
const MAX_EM: [number, number] = [20, 20];

/**
 * The commands that define commands. A formula with them is not drawn, because its result can be far longer than the
 * formula: 5,000 characters with 300 expansions make more than 400,000 elements.
 */
const DEFINING: ReadonlySet<string> = new Set(
  "def edef gdef xdef let futurelet global long newcommand renewcommand providecommand".split(" "),
);
/** A TeX command: a backslash and letters, or a backslash and one other character. */
const COMMAND = /\\([a-z@]+|[^])/gi;

/** The tags in the flags of England, Scotland and Wales. Apart from each other, as a formula draws them, they are invisible. */
const TAGS = /[\u{e0020}-\u{e007f}]/gu;

/**
 * A formula as MathML; null if it is too long, defines commands or cannot be parsed. Adds the style sheet to `root`.
 */
export function makeMath(tex: string, isDisplay: boolean, root: ShadowRoot | null): Element | null {
  if (tex.length > MAX_CHARS || isDefining(tex)) return null;
  let math: Node;
  try {
    const tree = temml.__renderToMathMLTree(tex.replace(TAGS, ""), {
      displayMode: isDisplay,
      throwOnError: true,
      strict: false,
      trust: false,
      maxExpand: MAX_EXPANSIONS,
      maxSize: MAX_EM,
    }) as MathTree;
    setStyles(tree);
    math = tree.toNode();
  } catch {
    return null;
  }
  if (!(math instanceof Element) || ![math, ...math.querySelectorAll("*")].every(isHarmless)) return null;
  adoptRules(root, RULES);
  return math;
}

/** The library's form of an element, before the element is made. */
interface MathTree {
  readonly attributes?: Record<string, string>;
  readonly style?: Record<string, string>;
  readonly children?: readonly MathTree[];
  toNode(): Node;
}

/** Moves `style` attributes into style properties. A strict Content Security Policy blocks and reports the attributes. */
function setStyles({ attributes, style, children = [] }: MathTree): void {
  const declarations = attributes?.["style"]?.split(";") ?? [];
  for (const [name, value] of declarations.map((declaration) => declaration.split(":")))
    if (style && name && value) style[name.trim()] = value.trim();
  if (attributes) delete attributes["style"];
  for (const child of children) setStyles(child);
}

function isDefining(tex: string): boolean {
  return [...tex.matchAll(COMMAND)].some(([, name = ""]) => DEFINING.has(name));
}

/** Whether an element is MathML without event handlers and URLs. Does not rely on the library for that. */
function isHarmless(element: Element): boolean {
  return (
    element.namespaceURI === MATHML &&
    element.getAttributeNames().every((name) => !/^on|href|src|^(?:xlink|xml):/i.test(name))
  );
}

/* TeX commands can move parts of a formula over other messages. `clip-path` hides parts that are outside the formula. */
const RULES = `
  math {
    clip-path: inset(-0.5em);
    font-family: "Cambria Math", "STIX Two Math", "NotoSansMath-Regular", "Latin Modern Math", math;
    font-size: 1.08em;
  }

  [part~="math"] {
    unicode-bidi: isolate;
    direction: ltr;
  }

  .math-display {
    display: block;
    overflow-x: auto;
    overflow-y: hidden;
    padding-block: 0.25em;
  }

  math .mathscr { font-feature-settings: "ss01"; }
  mrow.tml-cancelto, menclose { display: inline-block; position: relative; }
  .tml-right { text-align: right; }
  .tml-left { text-align: left; }
  .tml-overline { padding-top: 0.1em; border-top: 0.065em solid; }
  .tml-underline { padding-bottom: 0.1em; border-bottom: 0.065em solid; }
  .tml-cancel { display: inline-block; position: absolute; left: 0.5px; bottom: 0; width: 100%; height: 100%; background-color: currentColor; }
  .upstrike { clip-path: polygon(0.05em 100%, 0 calc(100% - 0.05em), calc(100% - 0.05em) 0, 100% 0.05em); }
  .downstrike { clip-path: polygon(0 0.05em, 0.05em 0, 100% calc(100% - 0.05em), calc(100% - 0.05em) 100%); }
  .sout { clip-path: polygon(0 calc(55% + 0.0333em), 0 calc(55% - 0.0333em), 100% calc(55% - 0.0333em), 100% calc(55% + 0.0333em)); }
  .tml-fbox { padding: 3pt; border: 1px solid; }

  @media print {
    .math-display { overflow: visible; }
  }
`;
