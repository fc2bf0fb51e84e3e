const css = String.raw;

/** Markdown: prose, lists, quotes, code, tables and images. */
export const markdown = css`
  [part~="bubble"] :where(p, ul, ol, blockquote, [part~="code"], [part~="table"]) {
    margin-block: 0.7em;
  }

  [part~="bubble"] :is(h3, h4, h5, h6) {
    margin-block: 1.2em 0.45em;
    font-size: 1em;
    font-weight: 600;
    line-height: 1.35;
  }

  [part~="bubble"] h3 {
    font-size: 1.35em;
  }

  [part~="bubble"] h4 {
    font-size: 1.18em;
  }

  [part~="bubble"] :is(ul, ol) {
    padding-inline-start: 1.5em;
  }

  /* Room for numbers of three and four digits. */
  [part~="bubble"] ol:has(> li:nth-child(100)) {
    padding-inline-start: 2.6em;
  }

  [part~="bubble"] ol:is(:not([start="0"], [start="1"]), :has(> li:nth-child(1000))) {
    padding-inline-start: 3.2em;
  }

  [part~="bubble"] :is(li, li > p, li > ul, li > ol) {
    margin-block: 0.25em;
  }

  [part~="bubble"] > :first-child,
  blockquote > :first-child {
    margin-block-start: 0;
  }

  [part~="bubble"] > :last-child,
  blockquote > :last-child {
    margin-block-end: 0;
  }

  [part~="bubble"] li::marker {
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }

  /* The box of a task hangs in place of a bullet. With "none", Safari would no longer call the list one. */
  ul > .task {
    list-style-type: "";
    text-indent: -1.3em;
  }

  .task > :not(p:first-child),
  .task > p > * {
    text-indent: 0;
  }

  [part~="bubble"] blockquote {
    margin-inline: 0;
    padding-inline-start: 0.9em;
    border-inline-start: 3px solid var(--_border);
    color: var(--_muted);
  }

  [part~="bubble"] hr {
    margin-block: 1.4em;
    border: 0;
    border-block-start: 1px solid var(--_border);
  }

  a,
  [part~="link"] {
    color: var(--_link);
    text-decoration: underline;
    text-decoration-color: color-mix(in oklab, currentColor 45%, transparent);
    text-underline-offset: 0.18em;
  }

  /* A URL within text of the other direction keeps the order of its parts. */
  a,
  .link-host {
    unicode-bidi: plaintext;
  }

  a:hover {
    text-decoration-color: currentColor;
  }

  code,
  pre {
    font-family: var(--_mono);
    font-size: 0.9em;
  }

  :not(pre) > code {
    direction: ltr;
    unicode-bidi: isolate;
    padding: 0.12em 0.35em;
    border-radius: 0.35em;
    background: var(--_subtle);
    -webkit-box-decoration-break: clone;
    box-decoration-break: clone;
  }

  [part~="code"] {
    position: relative;
    overflow: hidden;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) * 0.75);
    background: var(--_subtle);
  }

  .code-head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    min-block-size: 2.5em;
    /* The language begins where the code does. */
    padding-inline: 1.1em 0.6em;
    border-block-end: 1px solid var(--_border);
    color: var(--_muted);
    font-size: 0.8125em;
  }

  /* The box of the code would cut off a ring around these. */
  .code-head > button {
    outline-offset: 0;
  }

  pre:focus-visible {
    outline-offset: -2px;
  }

  pre {
    margin: 0;
    padding: 0.8em 1em;
    overflow-x: auto;
    direction: ltr;
    line-height: 1.55;
    text-align: left;
    tab-size: 2;
    white-space: pre;
    overflow-wrap: normal;
  }

  [part~="table"] {
    overflow-x: auto;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) * 0.75);
  }

  table {
    inline-size: 100%;
    border-collapse: collapse;
    font-size: 0.9375em;
    font-variant-numeric: tabular-nums;
    line-height: 1.4;
    overflow-wrap: normal;
  }

  :is(th, td) {
    padding: 0.5em 0.75em;
    border-block-end: 1px solid var(--_border);
    vertical-align: top;
  }

  /* An address or a path in a cell breaks, so that it does not leave one word a line to the other columns. */
  td :is(a, code) {
    overflow-wrap: anywhere;
  }

  td:has(a, code) {
    min-inline-size: 9em;
  }

  th:not([align]) {
    text-align: start;
  }

  th {
    background: var(--_subtle);
    font-weight: 600;
    white-space: nowrap;
  }

  tr:last-child > td {
    border-block-end: 0;
  }

  .link-host {
    display: inline-block;
    color: var(--_muted);
    font-size: 0.875em;
    white-space: pre-wrap;
  }

  [part~="image-placeholder"] {
    display: inline-flex;
    align-items: center;
    gap: 0.6em;
    max-inline-size: 100%;
    min-block-size: 2.75em;
    padding: 0.5em 0.9em;
    border: 1px dashed var(--_outline);
    border-radius: calc(var(--_radius) * 0.75);
    color: var(--_muted);
    font-size: 0.9375em;
  }

  [part~="image"] {
    max-inline-size: 100%;
    block-size: auto;
    border-radius: calc(var(--_radius) * 0.75);
    vertical-align: bottom;
  }
`;
