import { HIGHLIGHT_PREFIX, KINDS, type Kind } from "./kinds.js";

/**
 * The colour of each kind in the light and in the dark scheme. Each has a contrast of at least 4.5 : 1 on
 * `--oc-subtle`.
 */
export const COLOURS: Readonly<Record<Kind, readonly [light: string, dark: string]>> = {
  keyword: ["#8b2f9e", "#d4a1f0"],
  string: ["#1b6b36", "#8fd6a3"],
  number: ["#9a4a00", "#f0b47a"],
  type: ["#8a5300", "#f1cf7d"],
  property: ["#1f5fae", "#93c2f7"],
  tag: ["#a3263f", "#f59aa9"],
  comment: ["#5c6370", "#a2a9b6"],
  inserted: ["#1a6b3f", "#7fd6a0"],
  deleted: ["#b3261e", "#ff9d92"],
};

function ruleOf(kind: Kind): string {
  const [light, dark] = COLOURS[kind];
  const name = `--oc-code-${kind}`;
  return `
    ::highlight(${HIGHLIGHT_PREFIX}${kind}) { color: var(${name}, ${light}); }
    @supports (color: light-dark(#000, #fff)) {
      ::highlight(${HIGHLIGHT_PREFIX}${kind}) { color: var(${name}, light-dark(${light}, ${dark})); }
    }
    @media print {
      ::highlight(${HIGHLIGHT_PREFIX}${kind}) { color: var(${name}, ${light}); }
    }`;
}

const WRAPPED = `
  pre.wrapped { white-space: pre-wrap; overflow-wrap: anywhere; }
  .code-head [part~="code-wrap"] {
    min-block-size: 24px;
    margin-inline: auto 0.4em;
    padding-inline: 0.4em;
    border-radius: calc(var(--_radius) * 0.5);
  }
  .code-head [part~="code-wrap"][aria-pressed="true"] {
    background: var(--_surface);
    box-shadow: inset 0 0 0 1px currentColor;
    color: var(--_text);
  }
  @media (hover: hover) {
    .code-head [part~="code-wrap"]:hover { color: var(--_text); }
  }
  @media (forced-colors: active) {
    .code-head [part~="code-wrap"][aria-pressed="true"] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
`;

/** The styles of coloured code. They set no colours while forced colours are active. */
export const HIGHLIGHT_RULES = `@media (forced-colors: none) { ${KINDS.map(ruleOf).join("\n")} }\n${WRAPPED}`;
